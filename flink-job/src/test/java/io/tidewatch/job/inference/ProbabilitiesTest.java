package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbabilitiesTest {
    @Test
    void softmaxOfLogitsDividedByTheTemperature() {
        assertThat(Probabilities.calibrated(new float[] {0, (float) Math.log(3)}, 1))
                .containsExactly(0.25f, 0.75f);
        assertThat(Probabilities.calibrated(new float[] {0, 2 * (float) Math.log(3)}, 2))
                .containsExactly(0.25f, 0.75f);
    }

    @Test
    void roundsToFourDecimals() {
        assertThat(Probabilities.calibrated(new float[] {1, 1, 1}, 1)).containsExactly(0.3333f, 0.3333f, 0.3333f);
    }

    @Test
    void noiseBelowTheRoundingDecidesNothing() {
        float[] first = Probabilities.calibrated(new float[] {1.0000001f, 1, 0}, 1);
        float[] second = Probabilities.calibrated(new float[] {1, 1.0000001f, 0}, 1);

        assertThat(Probabilities.indexOfLargest(first)).isEqualTo(Probabilities.indexOfLargest(second));
    }

    @Test
    void hugeLogitsDoNotOverflow() {
        assertThat(Probabilities.calibrated(new float[] {3e38f, -3e38f}, 0.5)).containsExactly(1, 0);
        assertThat(Probabilities.calibrated(new float[] {-3e38f, -3e38f}, 1)).containsExactly(0.5f, 0.5f);
    }

    @Test
    void theFirstOfEqualsIsTheLargest() {
        assertThat(Probabilities.indexOfLargest(new float[] {0.1f, 0.4f, 0.4f})).isEqualTo(1);
        assertThat(Probabilities.indexOfLargest(new float[] {0.4f})).isZero();
    }
}
