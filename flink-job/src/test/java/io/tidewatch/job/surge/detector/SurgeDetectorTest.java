package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SurgeDetectorTest {
    private static final int WEEK = 2_016;

    @Test
    void quietKeyRaisesNothing() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(2 * WEEK);

        assertThat(key.alerts()).isZero();
    }

    @Test
    void surgeInQuietKeyAlertsOnce() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);

        SurgeDecision first = key.observe(14, 12);
        for (int i = 0; i < 5; i++) {
            key.observe(14, 12);
        }

        assertThat(first.alert()).isTrue();
        assertThat(key.alerts()).isOne();
        assertThat(key.decisions.get(WEEK + 5).inExcursion()).isTrue();
        assertThat(key.decisions.get(WEEK + 5).score()).isGreaterThan(first.score());
    }

    @Test
    void rearmsAfterTwelveWindowsBelowTheThreshold() {
        KeySeries key = justBelowTheThreshold();
        for (int i = 2; i < 12; i++) {
            assertThat(key.observe(1, 0).inExcursion()).isTrue();
        }

        assertThat(key.observe(1, 0).inExcursion()).isFalse();
        assertThat(key.observe(12, 10).alert()).isTrue();
        assertThat(key.alerts()).isEqualTo(2);
    }

    @Test
    void returnAboveTheThresholdBeforeRearmingIsTheSameExcursion() {
        KeySeries key = justBelowTheThreshold();
        for (int i = 2; i < 12; i++) {
            key.observe(1, 0);
        }

        SurgeDecision again = key.observe(12, 10);

        assertThat(again.score()).isGreaterThan(4);
        assertThat(again.alert()).isFalse();
        assertThat(again.inExcursion()).isTrue();
        assertThat(key.state.windowsBelow)
                .as("the count towards re-arming starts anew")
                .isZero();
    }

    @Test
    void moreVolumeOfTheUsualMixStaysQuiet() {
        KeySeries mix = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        KeySeries negative = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);

        for (int i = 0; i < 24; i++) {
            mix.observe(20, i % 2 + 1);
            negative.observe(2 + i % 2, i % 2 + 1);
        }

        assertThat(mix.alerts()).isZero();
        assertThat(negative.alerts()).as("as many negatives without the volume").isOne();
    }

    @Test
    void isSilentForTheFirstTwentyFourWindows() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(20);
        for (int i = 20; i < 24; i++) {
            assertThat(key.observe(60, 50).score()).isZero();
        }

        assertThat(key.observe(600, 600).score()).isGreaterThan(0);
    }

    @Test
    void missingWindowsDoNotCountTowardsTheSilentOnes() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(20);
        key.missing(100);

        assertThat(key.observe(600, 600).score()).isZero();
    }

    @Test
    void missingWindowsAreSkippedAndNotReadAsZero() {
        KeySeries down = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        KeySeries silent = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        double learned = down.state.levelCounted / down.state.levelExposure;
        double weight = down.state.dispersionWeight;

        down.missing(500);
        for (int i = 0; i < 500; i++) {
            silent.observe(0, 0);
        }

        assertThat(down.state.levelCounted / down.state.levelExposure).isEqualTo(learned);
        assertThat(down.state.dispersionWeight).isEqualTo(weight);
        assertThat(silent.state.levelCounted / silent.state.levelExposure).isLessThan(0.8 * learned);
        assertThat(down.observe(2, 1).expected()).isLessThan(0.2);
    }

    @Test
    void scaleSpansTheClockAndLeavesItsMissingWindowsOut() {
        KeySeries whole = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        KeySeries holed = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        for (int i = 0; i < 5; i++) {
            whole.observe(4, 4);
        }
        holed.observe(4, 4);
        holed.observe(4, 4);
        holed.missing(2);
        holed.observe(4, 4);

        ScaleSums sums = ScaleSums.of(
                holed.state,
                new Baseline(SurgeSettings.sentiment(), new int[] {1, 3, 6}),
                new int[] {1, 3, 6},
                WEEK + 4);

        assertThat(sums.counted).startsWith(4, 4);
        assertThat(sums.counted[2]).isEqualTo(12 + KeySeries.quietNegative(WEEK - 1));
        assertThat(sums.exposure[1]).isEqualTo(sums.exposure[0]);
        assertThat(whole.decisions.get(WEEK + 4).score())
                .isGreaterThan(holed.decisions.get(WEEK + 2).score());
    }

    @Test
    void gapsLeftByTheCallerAreMissingWindows() {
        KeySeries told = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        KeySeries leftOut = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);

        told.missing(7);
        leftOut.next += 7;

        assertThat(leftOut.observe(9, 5)).isEqualTo(told.observe(9, 5));
        assertThat(leftOut.state).usingRecursiveComparison().isEqualTo(told.state);
    }

    @Test
    void oneByOneOrInOneGoMissingWindowsAreTheSame() {
        KeySeries range = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        KeySeries single = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);

        range.missing(30);
        for (int i = 0; i < 30; i++) {
            single.missing(1);
        }

        assertThat(single.state).usingRecursiveComparison().isEqualTo(range.state);
        assertThat(single.observe(9, 5)).isEqualTo(range.observe(9, 5));
    }

    @Test
    void missingWindowsNeitherCloseAnExcursionNorOpenASecondOne() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        key.observe(12, 10);
        key.missing(20);

        assertThat(key.observe(12, 10).inExcursion()).isTrue();
        assertThat(key.alerts()).isOne();
    }

    @Test
    void gapOfTheLongestScaleClosesTheExcursionHoweverItIsTold() {
        KeySeries inOneGo = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        inOneGo.observe(12, 10);
        inOneGo.missing(48);
        KeySeries oneByOne = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        oneByOne.observe(12, 10);
        for (int i = 0; i < 48; i++) {
            oneByOne.missing(1);
        }

        assertThat(inOneGo.observe(12, 10).alert()).isTrue();
        assertThat(oneByOne.observe(12, 10).alert()).isTrue();
    }

    @Test
    void oneHugeWindowIsClippedBeforeItIsLearned() {
        KeySeries hundred = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        KeySeries tenThousand = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        double usual = hundred.state.levelCounted / hundred.state.levelExposure;

        hundred.observe(100, 100);
        tenThousand.observe(10_000, 10_000);

        assertThat(tenThousand.state.levelCounted).isEqualTo(hundred.state.levelCounted);
        assertThat(tenThousand.state.dispersionSum).containsExactly(hundred.state.dispersionSum);
        assertThat(hundred.state.levelCounted / hundred.state.levelExposure).isCloseTo(usual, within(0.05 * usual));
    }

    @Test
    void busySpellOfTheUsualMixDoesNotRaiseTheLevel() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment());
        for (int window = 0; window < WEEK; window++) {
            key.observe(10, 2);
        }
        for (int window = 0; window < 24; window++) {
            key.observe(30, 6);
        }

        assertThat(key.state.levelCounted / key.state.levelExposure).isCloseTo(2, within(0.02));
    }

    @Test
    void scoresAreRoundedToABillionth() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(300);

        assertThat(key.decisions)
                .allSatisfy(
                        decision -> assertThat(decision.score()).isEqualTo(Math.rint(decision.score() * 1e9) / 1e9));
        assertThat(key.decisions)
                .anySatisfy(decision -> assertThat(decision.score()).isGreaterThan(0.1));
    }

    @Test
    void hourThatIsAlwaysBusyIsExpectedToBeUntilItIsNot() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment());
        observeDays(key, 14, 40);
        Baseline baseline = new Baseline(SurgeSettings.sentiment(), new int[] {1});

        double mean = (40 + 23 * 4) / 24.0;
        assertThat(baseline.season(key.state, 9)).isCloseTo(Math.sqrt(40 / mean), within(0.05));
        assertThat(baseline.season(key.state, 10)).isCloseTo(Math.sqrt(4 / mean), within(0.01));

        observeDays(key, 62, 4);

        // After three half-lives of 6,000 windows what was learned before weighs an eighth or less.
        assertThat(baseline.season(key.state, 9)).isBetween(1.0, 1.25);
    }

    @Test
    void weekdayThatIsAlwaysQuietIsExpectedToBe() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment());
        for (int day = 0; day < 28; day++) {
            for (int window = 0; window < 288; window++) {
                key.observe(day % 7 == 2 ? 1 : 10, 0);
            }
        }
        Baseline baseline = new Baseline(SurgeSettings.sentiment(), new int[] {1});

        double mean = (6 * 10 + 1) / 7.0;
        assertThat(baseline.season(key.state, 2 * 24 + 12)).isCloseTo(Math.sqrt(1 / mean), within(0.05));
        assertThat(baseline.season(key.state, 3 * 24 + 12)).isCloseTo(Math.sqrt(10 / mean), within(0.02));
    }

    /** Days with four messages a window, and another number in those of the tenth hour. */
    private static void observeDays(KeySeries key, int days, int tenthHour) {
        for (int window = 0; window < days * 288; window++) {
            key.observe(window / 12 % 24 == 9 ? tenthHour : 4, window % 8 == 0 ? 1 : 0);
        }
    }

    @Test
    void windowsArePlacedInTheDayByTheirIndex() {
        Baseline baseline = new Baseline(SurgeSettings.sentiment(), new int[] {1});

        assertThat(Baseline.hourOfDay(baseline.hour(9 * 12))).isEqualTo(9);
        assertThat(Baseline.hourOfDay(baseline.hour(288 + 9 * 12 + 11))).isEqualTo(9);
        assertThat(Baseline.hourOfDay(baseline.hour(-1))).isEqualTo(23);
        assertThat(Baseline.weekday(baseline.hour(6 * 288))).isEqualTo(6);
        assertThat(Baseline.weekday(baseline.hour(-1))).isEqualTo(6);
        assertThat(Baseline.weekday(baseline.hour(7 * 288))).isZero();
    }

    @Test
    void decisionDescribesTheScaleThatContributesMost() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(WEEK);
        SurgeDecision decision = key.observe(3, 2);
        for (int i = 1; i < 6; i++) {
            decision = key.observe(3, 2);
        }

        assertThat(decision.scaleWindows()).isEqualTo(6);
        assertThat(decision.surgeStartIndex()).isEqualTo(WEEK);
        assertThat(decision.observed()).isEqualTo(12);
        assertThat(decision.negative()).isEqualTo(12);
        assertThat(decision.total()).isEqualTo(18);
        assertThat(decision.negativeShare()).isEqualTo(12.0 / 18);
        assertThat(decision.usualNegativeShare()).isBetween(0.05, 0.12);
        assertThat(decision.expected()).isBetween(0.2, 1.5);
        assertThat(decision.expectedLow()).isZero();
        assertThat(decision.expectedHigh()).isBetween(1L, 6L);
        assertThat(decision.pValue())
                .isCloseTo(
                        NegativeBinomial.survival(12, decision.expected(), decision.dispersion()),
                        within(1e-9 * decision.pValue()));
    }

    @Test
    void windowsOutOfOrderAreRefused() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(10);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> key.detector.observe(key.state, 9, 1, 0))
                .withMessage("Window 9 comes after window 9; give a key's windows in ascending order, each once.");
        assertThatIllegalArgumentException().isThrownBy(() -> key.detector.missing(key.state, 4));
    }

    @Test
    void countsThatCannotBeAreRefused() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(10);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> key.observe(3, 4))
                .withMessageContaining("4 negative messages of 3 in total");
        assertThatIllegalArgumentException().isThrownBy(() -> key.observe(3, -1));
    }

    @Test
    void refusedWindowLeavesTheStateAsItWas() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(100);
        SurgeState before = StateCopy.of(key.state);

        assertThatIllegalArgumentException().isThrownBy(() -> key.detector.observe(key.state, 500, 3, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> key.detector.observe(key.state, 99, 3, 1));

        assertThat(key.state).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void stateOfOtherScalesIsRefused() {
        SurgeState state = new SurgeDetector(SurgeSettings.volume()).newState();

        assertThatIllegalStateException()
                .isThrownBy(() -> new SurgeDetector(SurgeSettings.sentiment()).observe(state, 0, 0, 0))
                .withMessageContaining("learned with other scales");
    }

    @Test
    void levelIsLearnedFromSingleWindowsThoughOnlyLongerScalesAreScored() {
        KeySeries key = new KeySeries(SurgeSettings.volume()).quiet(WEEK);

        assertThat(key.state.dispersionSum)
                .hasSize(SurgeSettings.volume().scalesWindows().size() + 1);
        assertThat(key.state.levelExposure).isLessThan(WEEK);
        assertThat(key.decisions)
                .allSatisfy(decision -> assertThat(decision.scaleWindows()).isGreaterThanOrEqualTo(6));
    }

    @Test
    void volumePresetAlertsOnVolumeAlone() {
        KeySeries key = new KeySeries(SurgeSettings.volume()).quiet(WEEK);
        SurgeDecision decision = key.observe(30, 0);
        for (int i = 1; i < 6; i++) {
            decision = key.observe(30, 0);
        }

        assertThat(key.alerts()).isOne();
        assertThat(decision.observed()).isEqualTo(180);
        assertThat(decision.negative()).isZero();
        assertThat(decision.total()).isEqualTo(180);
    }

    /** A surge whose score has fallen below the threshold one window ago. */
    private static KeySeries justBelowTheThreshold() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment().withThreshold(4)).quiet(WEEK);
        key.observe(14, 12);
        SurgeDecision below = key.observe(1, 0);
        while (below.score() >= 4) {
            below = key.observe(1, 0);
        }
        return key;
    }
}
