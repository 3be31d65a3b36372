package io.tidewatch.benchmarks.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.benchmarks.detectors.CountSeries.Decoy;
import io.tidewatch.benchmarks.detectors.CountSeries.Surge;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final int WEEK = 2_016;
    private static final int LENGTH = 3 * WEEK;

    /** Two weeks after the warm-up: a surge that can be seen, one that cannot, a burst of volume, a late delivery. */
    private static final CountSeries SERIES = new CountSeries(
            "series",
            WEEK,
            300,
            new int[LENGTH],
            new int[LENGTH],
            List.of(new Surge(3_000, 3_012, true), new Surge(4_000, 4_012, false)),
            List.of(new Decoy(5_000, 5_012, true), new Decoy(5_500, 5_501, false)));

    private static Verdict verdict(Integer... alerts) {
        return new Judge(List.of(SERIES)).of(List.of(List.of(alerts)));
    }

    @Test
    void aPerfectDetectorFindsTheSurgesAndNothingElse() {
        Verdict verdict = verdict(3_000, 4_004);

        assertThat(verdict).isEqualTo(new Verdict(1, 1, 0, 0, 1, 1));
    }

    @Test
    void anAlertCountsForHalfAnHourAfterTheSurgeAndIsThenFalse() {
        assertThat(verdict(3_017).recallDetectable()).isOne();
        assertThat(verdict(3_017).medianDelay()).isEqualTo(18);
        assertThat(verdict(3_018).recall()).isZero();
        assertThat(verdict(3_018).falseAlarmsPerWeek()).isEqualTo(0.5);
    }

    @Test
    void theFirstOfSeveralAlertsInASurgeCountsAndTheOthersAreNoHarm() {
        Verdict verdict = verdict(3_002, 3_007);

        assertThat(verdict.medianDelay()).isEqualTo(3);
        assertThat(verdict.falseAlarmsPerWeek()).isZero();
        assertThat(verdict.precision()).isOne();
    }

    @Test
    void decoysTakeFromPrecisionButOnlyThoseOfVolumeAreCountedAsSuch() {
        Verdict verdict = verdict(3_000, 5_000, 5_011, 5_506);

        assertThat(verdict.volumeOnly()).isOne();
        assertThat(verdict.falseAlarmsPerWeek()).isZero();
        assertThat(verdict.precision()).isEqualTo(1 / 3.0);
    }

    @Test
    void alertsOfTheWarmUpAreForgiven() {
        assertThat(verdict(100, 2_015)).isEqualTo(verdict());
    }

    @Test
    void withoutAnAlertThereIsNoDelay() {
        assertThat(verdict()).isEqualTo(new Verdict(0, 0, 0, 0, 0, Double.NaN));
    }

    @Test
    void aScoreThatStaysHighIsOneAlert() {
        double[] scores = new double[100];
        scores[10] = 3;
        scores[20] = 3;
        scores[32] = 4;
        scores[45] = 3;

        assertThat(Judge.alerts(scores, 3, 0)).containsExactly(10, 45);
        assertThat(Judge.alerts(scores, 3.5, 0)).containsExactly(32);
        assertThat(Judge.alerts(scores, 3, 15)).containsExactly(20, 45);
    }

    @Test
    void aBudgetIsMetByTheLowestThresholdThatKeepsIt() {
        double[] scores = new double[LENGTH];
        Arrays.fill(scores, 0, WEEK, 0.1);
        scores[2_500] = 1;
        scores[2_700] = 2;
        scores[3_005] = 3;
        scores[4_500] = 4;
        Judge judge = new Judge(List.of(SERIES));

        double threshold = Budget.threshold(judge, List.of(scores), 1);

        assertThat(threshold).isGreaterThan(1).isLessThanOrEqualTo(2);
        assertThat(judge.atThreshold(List.of(scores), threshold).falseAlarmsPerWeek())
                .isOne();
    }
}
