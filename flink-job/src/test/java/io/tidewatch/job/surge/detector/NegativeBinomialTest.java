package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegativeBinomialTest {
    /**
     * Reference values by another route than the code under test, with 60 digits (mpmath). With size r = 1/d and
     * q = d m / (1 + d m):
     *
     * <pre>
     *   P(Y = y)  = Gamma(y + r) / (Gamma(r) y!) (1 - q)^r q^y           (Poisson: e^-m m^y / y!)
     *   P(Y >= y) = P(Y = y) (1 + t1 + t2 + ...),  t(k+1) = t(k) q (y + k + r) / (y + k + 1)
     * </pre>
     */
    @ParameterizedTest(name = "{0} of {1}, dispersion {2}")
    @CsvSource({
        "1, 0.002, 0.3, 2.6995343520268696",
        "2, 0.002, 0.3, 5.5859528150679252",
        "5, 0.02, 8, 5.7486081956113114",
        "3, 1.5, 0.3, 0.68025536650297731",
        "2, 5, 0.3, 0.066242910576896395",
        "12, 4.2, 0.5, 1.3420935357453442",
        "40, 4.2, 0.1, 13.178026235625156",
        "400, 4.2, 0.1, 195.07485513366566",
        "900, 1000, 0.01, 0.080539945336889113",
        "1100, 1000, 0.01, 0.76902079798420698",
        "3000, 1000, 0.01, 38.129364170997524",
        "1200000, 1000000, 0.001, 8.8825548710438867",
        "1500000, 1000000, 0.001, 42.620204030296909",
        "20, 4.2, 1e-9, 7.6494420271100631",
        "200, 4.2, 1e-6, 252.05361467597276",
        "1, 0.002, 0, 2.6994042264355108",
        "3, 5, 0, 0.057819265862867396",
        "20, 4.2, 0, 7.6494420786700109",
        "150, 4.2, 0, 171.08128812051145",
        "1010000, 1000000, 0, 23.04386969696439",
        "100, 1000000, 50, 0.65319344411923626",
    })
    void agreesWithHighPrecisionReference(long count, double mean, double dispersion, double surprise) {
        assertThat(NegativeBinomial.surprise(count, mean, dispersion)).isCloseTo(surprise, within(surprise * 1e-12));
    }

    @Test
    void stopsAtThreeHundredWhereDoublesRunOut() {
        // The reference value is 553.3.
        assertThat(NegativeBinomial.surprise(170, 0.02, 0.01)).isEqualTo(300);
    }

    @Test
    void nothingSeenIsNoSurprise() {
        assertThat(NegativeBinomial.surprise(0, 5, 0.3)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.002, 0.3, 7, 250, 20_000, 1e6})
    void moreMessagesAreMoreSurprising(double mean) {
        for (double dispersion : new double[] {0, 1e-9, 0.01, 0.3, 50}) {
            double previous = -1;
            double deviation = Math.sqrt(mean + dispersion * mean * mean);
            double step = Math.max(1, deviation / 10);
            double first = Math.max(0, mean - 5 * deviation);
            for (double count = first; previous < 290 && count < first + 200 * step; count += step) {
                double surprise = NegativeBinomial.surprise((long) count, mean, dispersion);
                assertThat(surprise)
                        .as("%s of %s, dispersion %s", (long) count, mean, dispersion)
                        .isGreaterThanOrEqualTo(previous)
                        .isBetween(0.0, 300.0);
                previous = surprise;
            }
            assertThat(previous).isGreaterThan(0.5);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 6, 25})
    void approachesThePoissonTailAsTheDispersionVanishes(long count) {
        double poisson = NegativeBinomial.surprise(count, 3, 0);
        double justAboveTheSwitch = NegativeBinomial.surprise(count, 3, NegativeBinomial.SMALLEST_DISPERSION * 1.01);

        assertThat(justAboveTheSwitch).isCloseTo(poisson, within(1e-8));
        assertThat(NegativeBinomial.surprise(25, 3, 0.3)).isLessThan(NegativeBinomial.surprise(25, 3, 0) / 2);
    }

    @ParameterizedTest
    @CsvSource({"0.02, 0.3", "4.2, 0", "4.2, 0.5", "1000, 0.01"})
    void quantileIsTheSmallestCountThatReachesTheProbability(double mean, double dispersion) {
        for (double probability : new double[] {0.025, 0.5, 0.975}) {
            long quantile = NegativeBinomial.quantile(probability, mean, dispersion);
            assertThat(1 - NegativeBinomial.survival(quantile + 1, mean, dispersion))
                    .isGreaterThanOrEqualTo(probability);
            if (quantile > 0) {
                assertThat(1 - NegativeBinomial.survival(quantile, mean, dispersion))
                        .isLessThan(probability);
            }
        }
    }
}
