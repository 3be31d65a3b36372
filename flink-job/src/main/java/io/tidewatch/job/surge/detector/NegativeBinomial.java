package io.tidewatch.job.surge.detector;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The negative binomial distribution by mean m and dispersion d, so that variance = m + d m^2 ("NB2": Cameron and
 * Trivedi, Regression Analysis of Count Data, 2nd ed. 2013, chapter 3). In the usual parameters it has size 1/d and
 * success probability 1 / (1 + d m). As d goes to 0 it becomes the Poisson distribution.
 */
final class NegativeBinomial {
    /**
     * Tails below this are reported as this: doubles thin out below 1e-308, and such a window is certain anyway. A
     * score never exceeds 300 for that reason.
     */
    static final double SMALLEST_TAIL = 1e-300;

    /**
     * Below this dispersion the Poisson tail is used. The logarithms of the two tails differ by about d (y - m)^2 / 2,
     * which is under 1e-6 wherever the tail of the larger matters for counts up to 1e3 above the mean.
     */
    static final double SMALLEST_DISPERSION = 1e-12;

    private NegativeBinomial() {}

    /** Returns -log10 P(Y >= count), between 0 and 300. */
    static double surprise(long count, double mean, double dispersion) {
        if (count <= 0) {
            return 0;
        }
        double tail = survival(count, mean, dispersion);
        // A tail that rounding left just above 1 would give a negative zero or less.
        return Math.max(0, -Math.log10(Math.max(tail, SMALLEST_TAIL)));
    }

    /**
     * Returns P(Y >= count): for a negative binomial the regularized incomplete beta function I_q(count, 1/d) with
     * q = d m / (1 + d m), for a Poisson the regularized lower incomplete gamma function P(count, m) (Johnson, Kemp and
     * Kotz, Univariate Discrete Distributions, 3rd ed. 2005, chapters 5 and 4; NIST DLMF, sections 8.17 and 8.4).
     */
    static double survival(long count, double mean, double dispersion) {
        if (count <= 0) {
            return 1;
        }
        if (dispersion < SMALLEST_DISPERSION) {
            return RegularizedGamma.P.value((double) count, mean);
        }
        double size = 1 / dispersion;
        double successProbability = 1 / (1 + dispersion * mean);
        if (count == 1) {
            // 1 - P(Y = 0), the most common case in quiet keys.
            return -Math.expm1(-size * Math.log1p(dispersion * mean));
        }
        // Both forms are the same number; each is used where its argument keeps all its digits.
        return successProbability > 0.5
                ? RegularizedBeta.value(dispersion * mean * successProbability, (double) count, size)
                : RegularizedBeta.complement(successProbability, size, (double) count);
    }

    /** Returns the smallest count with P(Y <= count) of at least the given probability, which lies within 0 and 1. */
    static long quantile(double probability, double mean, double dispersion) {
        double upperTail = 1 - probability;
        long low = -1;
        long high = (long) Math.ceil(mean) + 1;
        while (survival(high + 1, mean, dispersion) > upperTail) {
            low = high;
            high *= 2;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (survival(middle + 1, mean, dispersion) > upperTail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
