package io.tidewatch.job.surge.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.DeskSetting;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Alerts;
import io.tidewatch.job.fixture.ScoresOf;
import io.tidewatch.job.surge.budget.AttentionBudget;
import io.tidewatch.job.surge.budget.DeskWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A desk's days, simulated: surges come to twenty keys, and their peaks have the distribution of what is found by chance,
 * whose tail falls by ten with each unit of the score.
 */
class AttentionBudgetTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final int KEYS = 20;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Random random = new Random(20260302);
    private final List<Alert> told = new ArrayList<>();
    private KeyedTwoInputStreamOperatorTestHarness<String, Alert, DeskWord, Alert> relate;
    private int surges;
    private Predicate<Alert> isFalse = alert -> false;
    private Predicate<Alert> isReal = alert -> false;

    AttentionBudgetTest() throws Exception {
        relate = harness(Map.of());
    }

    @AfterEach
    void close() throws Exception {
        relate.close();
    }

    @Test
    void asManyAreShownAsTheBudgetAllowsFor() throws Exception {
        open(Map.of("alerts.budget", "5/day"), null);
        days(0, 56, 30);
        assertThat(openedPerDay(28, 56)).isCloseTo(5, within(1.0));

        // A busier time: too many at first, and as many as before once it is what is usual.
        days(56, 140, 90);
        assertThat(openedPerDay(56, 63)).isGreaterThan(8);
        assertThat(openedPerDay(98, 140)).isCloseTo(5, within(1.0));
    }

    @Test
    void untilAWeekIsKnownTheThresholdIsTheJobsOwn() throws Exception {
        open(Map.of("alerts.budget", "1000/day"), null);
        days(0, 9, 30);

        assertThat(opened(0, 7)).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.threshold()).isEqualTo(2.6);
            assertThat(alert.peakScore()).isGreaterThanOrEqualTo(2.6);
        });
        assertThat(opened(7, 9))
                .as("a budget that is not filled shows everything")
                .hasSize(60)
                .allSatisfy(alert -> assertThat(alert.threshold()).isEqualTo(AttentionBudget.LEAST_SCORE));
    }

    @Test
    void aLargeSurgeIsAlwaysShownAndFromTheWindowThatReachesTheThreshold() throws Exception {
        open(Map.of("alerts.budget", "1/day"), null);
        days(0, 40, 30);
        int before = told.size();
        Instant noon = START.plus(Duration.ofDays(40).plusHours(12));
        send(step("large", 0, AlertState.OPENED, noon, 2));
        send(step("large", 0, AlertState.ONGOING, noon.plus(WINDOW), 9));
        send(step("large", 0, AlertState.ONGOING, noon.plus(WINDOW.multipliedBy(2)), 9.5));
        send(step("large", 0, AlertState.RESOLVED, noon.plus(WINDOW.multipliedBy(3)), 9.5));
        collect(noon.plus(WINDOW.multipliedBy(3)));

        List<Alert> steps = told.subList(before, told.size());
        assertThat(steps).extracting(Alert::state).containsExactly(AlertState.OPENED, AlertState.RESOLVED);
        assertThat(steps).allSatisfy(alert -> {
            assertThat(alert.detectedAt()).isEqualTo(noon.plus(WINDOW));
            assertThat(alert.threshold()).isBetween(2.6, 5.0);
        });
    }

    @Test
    void aKeysOwnThresholdStaysAndWhatItShowsIsPartOfTheBudget() throws Exception {
        open(Map.of("alerts.budget", "5/day", "alerts.thresholds", "topic=key0:1.8;topic=key1:9"), null);
        days(0, 84, 30);

        // 1.5 a day are found in each key. Of those of the first, nine in ten reach its threshold.
        assertThat(openedPerDay(28, 84, "key0")).isCloseTo(1.4, within(0.3));
        assertThat(openedPerDay(28, 84, "key1")).isZero();
        assertThat(openedPerDay(28, 84)).isCloseTo(5, within(1.0));
    }

    @Test
    void verdictsMoveTheirKeyWithinBoundsAndTheBudgetHolds() throws Exception {
        open(Map.of("alerts.budget", "5/day", "alerts.follow-desk", "true"), null);
        days(0, 56, 30);
        double before = openedPerDay(28, 56, "key0");
        isFalse = alert -> "key0".equals(alert.topic());
        isReal = alert -> "key1".equals(alert.topic());
        days(56, 168, 30);

        assertThat(openedPerDay(84, 168, "key0")).isLessThan(0.6 * before);
        assertThat(openedPerDay(84, 168, "key1")).isGreaterThan(2 * before);
        assertThat(openedPerDay(84, 168)).isCloseTo(5, within(1.0));
        double usual = threshold(167, "key5");
        assertThat(threshold(167, "key1")).isCloseTo(usual - 0.8, within(1e-9));

        // Nothing is said any more: after four weeks all keys are alike again.
        isFalse = alert -> false;
        isReal = alert -> false;
        days(168, 200, 30);
        assertThat(threshold(199, "key1")).isEqualTo(threshold(199, "key5"));
    }

    @Test
    void theLastWordOnAnAlertCountsFromTheNextDayOn() throws Exception {
        open(Map.of("alerts.follow-desk", "true"), null);
        send(step("a", 0, AlertState.OPENED, START.plus(WINDOW), 6));
        collect(START.plus(WINDOW));
        judge("a", AnalystFeedback.Verdict.REAL);
        judge("a", AnalystFeedback.Verdict.FALSE_ALARM);
        judge("a", AnalystFeedback.Verdict.SNOOZE);
        judge("nobody knows", AnalystFeedback.Verdict.FALSE_ALARM);

        assertThat(threshold(0, "key0")).isEqualTo(2.6);
        assertThat(threshold(1, "key0")).isCloseTo(2.7, within(1e-9));
        assertThat(threshold(1, "key1")).isEqualTo(2.6);
    }

    @Test
    void aBudgetThatTheDeskSetsTakesThePlaceOfTheJobsFromTheNextDayOnAndOutlivesARestart() throws Exception {
        open(Map.of("alerts.budget", "5/day", "alerts.follow-desk", "true"), null);
        days(0, 56, 30);
        double before = threshold(55, "key0");
        set(15, Map.of());
        assertThat(threshold(55, "key1")).as("of a day that has begun").isEqualTo(before);
        days(56, 70, 30);
        OperatorSubtaskState snapshot = relate.snapshot(1, 1);
        relate.close();

        open(Map.of("alerts.budget", "5/day", "alerts.follow-desk", "true"), snapshot);
        days(70, 84, 30);
        assertThat(openedPerDay(28, 56)).isCloseTo(5, within(1.0));
        assertThat(openedPerDay(56, 84)).isCloseTo(15, within(2.0));
    }

    @Test
    void aThresholdThatTheDeskSetsHoldsAtOnceOutlivesARestartAndEndsWhenItIsTakenAway() throws Exception {
        Map<String, String> settings =
                Map.of("alerts.budget", "5/day", "alerts.follow-desk", "true", "alerts.thresholds", "topic=key1:9");
        open(settings, null);
        days(0, 28, 30);
        set(5, Map.of("topic=key0", 8.5));
        assertThat(threshold(28, "key0")).isEqualTo(8.5);
        assertThat(threshold(28, "key1")).as("the job's own").isEqualTo(9);
        OperatorSubtaskState snapshot = relate.snapshot(1, 1);
        relate.close();

        open(settings, snapshot);
        assertThat(threshold(29, "key0")).isEqualTo(8.5);
        set(5, Map.of("topic=key1", 4.5));
        assertThat(threshold(30, "key0")).isEqualTo(threshold(30, "key2")).isLessThan(8.5);
        assertThat(threshold(30, "key1")).isEqualTo(4.5);
        set(5, Map.of());
        assertThat(threshold(31, "key1")).isEqualTo(9);
    }

    @Test
    void aRestartChangesNothing() throws Exception {
        open(Map.of("alerts.budget", "5/day"), null);
        days(0, 30, 30);
        OperatorSubtaskState snapshot = relate.snapshot(1, 1);
        double expected = threshold(30, "key0");
        relate.close();

        open(Map.of("alerts.budget", "5/day"), snapshot);
        assertThat(threshold(30, "key0")).isEqualTo(expected).isGreaterThan(AttentionBudget.LEAST_SCORE);
    }

    @Test
    void whatWasOpenBeforeThereWasABudgetGoesOn() throws Exception {
        open(Map.of("alerts.budget", "5/day"), null);
        send(step("old", 0, AlertState.RESOLVED, START.plus(WINDOW), 2.7));
        collect(START.plus(WINDOW));

        assertThat(told).extracting(Alert::state).containsExactly(AlertState.RESOLVED);
    }

    @Test
    void withoutABudgetEveryStepPassesAsItIs() throws Exception {
        open(Map.of(), null);
        Alert low = step("low", 0, AlertState.OPENED, START.plus(WINDOW), 0.5);
        send(low);
        collect(START.plus(WINDOW));

        assertThat(told).containsExactly(low);
    }

    /** What is found on each of the days; each surge rises to its peak in a second window. */
    private void days(int from, int to, int perDay) throws Exception {
        for (int day = from; day < to; day++) {
            Instant midnight = START.plus(Duration.ofDays(day));
            for (int i = 0; i < perDay; i++) {
                Instant end = midnight.plus(WINDOW.multipliedBy(1 + random.nextInt(280)));
                int key = random.nextInt(KEYS);
                double peak = AttentionBudget.LEAST_SCORE - Math.log10(1 - random.nextDouble());
                String id = "s" + surges++;
                send(step(id, key, AlertState.OPENED, end, AttentionBudget.LEAST_SCORE));
                send(step(id, key, AlertState.ONGOING, end.plus(WINDOW), peak));
                send(step(id, key, AlertState.RESOLVED, end.plus(WINDOW.multipliedBy(2)), peak));
            }
            int before = told.size();
            collect(midnight.plus(Duration.ofDays(1)));
            for (Alert alert : List.copyOf(told.subList(before, told.size()))) {
                if (alert.state() == AlertState.OPENED && isFalse.test(alert)) {
                    judge(alert.id(), AnalystFeedback.Verdict.FALSE_ALARM);
                } else if (alert.state() == AlertState.OPENED && isReal.test(alert)) {
                    judge(alert.id(), AnalystFeedback.Verdict.REAL);
                }
            }
        }
    }

    /** The threshold of a key on a day, as an alert of that day shows it. */
    private double threshold(int day, String key) throws Exception {
        Instant end = START.plus(Duration.ofDays(day + 1));
        Alert probe = Alerts.step("probe " + key + day, TrendKey.ofTopic(key), AlertState.OPENED, end, 99);
        relate.processElement1(probe, end.toEpochMilli() - 1);
        collect(end);
        return told.stream()
                .filter(alert -> alert.id().equals(probe.id()))
                .findFirst()
                .orElseThrow()
                .threshold();
    }

    private double openedPerDay(int from, int to) {
        return (double) opened(from, to).size() / (to - from);
    }

    private double openedPerDay(int from, int to, String topic) {
        return (double) opened(from, to).stream()
                        .filter(alert -> topic.equals(alert.topic()))
                        .count()
                / (to - from);
    }

    private List<Alert> opened(int from, int to) {
        return told.stream()
                .filter(alert -> alert.state() == AlertState.OPENED)
                .filter(alert -> alert.windowEnd().isAfter(START.plus(Duration.ofDays(from))))
                .filter(alert -> !alert.windowEnd().isAfter(START.plus(Duration.ofDays(to))))
                .toList();
    }

    private static Alert step(String id, int key, AlertState state, Instant windowEnd, double peakScore) {
        return Alerts.step(id, TrendKey.ofTopic("key" + key), state, windowEnd, peakScore);
    }

    private void send(Alert step) throws Exception {
        relate.processElement1(step, step.windowEnd().toEpochMilli() - 1);
    }

    private void judge(String alert, AnalystFeedback.Verdict verdict) throws Exception {
        AnalystFeedback feedback = new AnalystFeedback(
                1,
                "f-" + alert,
                START,
                "ann",
                AnalystFeedback.Target.ALERT,
                alert,
                verdict,
                Map.of(),
                null,
                ScoresOf.MODEL);
        relate.processElement2(new DeskWord(feedback, null), 0);
    }

    private void set(int alertsPerDay, Map<String, Double> thresholds) throws Exception {
        relate.processElement2(new DeskWord(null, new DeskSetting(2, "s", START, "ann", alertsPerDay, thresholds)), 0);
    }

    private void collect(Instant windowEnd) throws Exception {
        relate.processBothWatermarks(new Watermark(windowEnd.toEpochMilli() - 1));
        told.addAll(relate.extractOutputValues());
        relate.getOutput().clear();
    }

    private void open(Map<String, String> settings, @Nullable OperatorSubtaskState snapshot) throws Exception {
        relate = harness(settings);
        if (snapshot != null) {
            relate.initializeState(snapshot);
        }
        relate.open();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Alert, DeskWord, Alert> harness(
            Map<String, String> settings) throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(
                        new RelateAlerts(JobConfig.from(settings).surge())),
                alert -> "all",
                word -> "all",
                Types.STRING);
    }
}
