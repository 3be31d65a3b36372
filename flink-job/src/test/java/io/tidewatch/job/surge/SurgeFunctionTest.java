package io.tidewatch.job.surge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.Evidence;
import io.tidewatch.events.OffsetRange;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Message;
import io.tidewatch.job.fixture.ScoresOf;
import io.tidewatch.job.trend.ClosedWindow;
import io.tidewatch.job.trend.TrendCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SurgeFunctionTest {
    private static final TrendKey KEY = TrendKey.ofTheme("market stress");
    private static final long WINDOW = 300_000;
    private static final long START = Message.NOON.toEpochMilli();
    private static final int SURGE = 200;
    private static final int SURGE_WINDOWS = 20;
    private static final int SURGE_NEGATIVES = 12;
    private static final int END = 300;

    @Test
    void aSurgeRaisesOneAlertHoweverLongItLasts() throws Exception {
        try (var detect = open(null)) {
            play(detect, 0, END);

            assertThat(opened(detect)).singleElement().satisfies(alert -> {
                assertThat(alert.theme()).isEqualTo("market stress");
                assertThat(alert.topic()).isNull();
                assertThat(alert.windowStart()).isEqualTo(at(SURGE));
                assertThat(alert.observedNegative()).isGreaterThanOrEqualTo(10);
                assertThat(alert.expectedNegative()).isLessThan(alert.observedNegative());
                assertThat(alert.expectedLow()).isLessThanOrEqualTo(alert.expectedHigh());
                assertThat(alert.distinctStories()).isEqualTo(alert.observedNegative());
                assertThat(alert.leadingTerms()).first().isEqualTo("crash");
                assertThat(alert.detectedAt()).isEqualTo(alert.windowEnd());
                assertThat(alert.resolvedAt()).isNull();
            });
        }
    }

    @Test
    void itsStepsAreOneAlertFromItsOpeningToItsEnd() throws Exception {
        try (var detect = open(null)) {
            play(detect, 0, END);

            List<Alert> steps = alerts(detect);
            assertThat(steps).extracting(Alert::id).containsOnly(steps.get(0).id());
            assertThat(steps)
                    .extracting(Alert::state)
                    .startsWith(AlertState.OPENED)
                    .endsWith(AlertState.RESOLVED);
            assertThat(steps.subList(1, steps.size() - 1))
                    .extracting(Alert::state)
                    .contains(AlertState.ONGOING)
                    .doesNotContain(AlertState.OPENED, AlertState.RESOLVED);
            assertThat(steps).extracting(Alert::windowEnd).isSorted();
            assertThat(steps).extracting(Alert::severity).isSorted();
            assertThat(steps).extracting(Alert::observedNegative).isSorted();
            assertThat(steps)
                    .extracting(Alert::surgeStart)
                    .containsOnly(steps.get(0).surgeStart());
        }
    }

    @Test
    void theEndTellsOfTheWholeSurge() throws Exception {
        try (var detect = open(null)) {
            play(detect, 0, END);

            Alert opened = alerts(detect).get(0);
            Alert resolved = alerts(detect).get(alerts(detect).size() - 1);
            assertThat(resolved.resolvedAt()).isEqualTo(resolved.windowEnd());
            assertThat(resolved.detectedAt()).isEqualTo(opened.windowEnd());
            assertThat(resolved.observedNegative()).isGreaterThanOrEqualTo(SURGE_WINDOWS * SURGE_NEGATIVES);
            assertThat(resolved.peakScore()).isGreaterThan(resolved.score()).isGreaterThan(opened.score());
            assertThat(resolved.offsets()).singleElement().satisfies(range -> {
                assertThat(range.first()).isEqualTo(opened.offsets().get(0).first());
                assertThat(range.last()).isGreaterThan(SURGE + SURGE_WINDOWS);
            });
        }
    }

    @Test
    void aKeyThatFallsSilentIsResolvedAllTheSame() throws Exception {
        try (var detect = open(null)) {
            play(detect, 0, SURGE + 3);
            silence(detect, SURGE + 3, END);

            Alert last = alerts(detect).get(alerts(detect).size() - 1);
            assertThat(last.state()).isEqualTo(AlertState.RESOLVED);
            assertThat(last.windowEnd()).isBefore(at(END));
            assertThat(last.evidence()).hasSize(10);
            assertThat(detect.numEventTimeTimers())
                    .as("the one at which a silent key is forgotten")
                    .isEqualTo(1);
        }
    }

    @Test
    void whetherASilentKeyIsFollowedStepByStepOrAtOnceMakesNoDifference() throws Exception {
        try (var steps = open(null);
                var leap = open(null)) {
            play(steps, 0, SURGE + 3);
            silence(steps, SURGE + 3, END);
            play(leap, 0, SURGE + 3);
            for (int window = SURGE + 3; window < END; window++) {
                leap.processBroadcastElement(everything(window), end(window));
            }
            watermark(leap, end(END - 1));

            assertThat(alerts(leap)).isEqualTo(alerts(steps));
        }
    }

    @Test
    void anAlertStaysOpenWhileTheFeedIsDownAndAtTheEndOfTheInput() throws Exception {
        try (var detect = open(null)) {
            play(detect, 0, SURGE + 3);
            int before = alerts(detect).size();
            for (int window = SURGE + 3; window < END; window++) {
                watermark(detect, end(window));
            }
            watermark(detect, Long.MAX_VALUE);

            assertThat(alerts(detect)).hasSize(before).noneMatch(alert -> alert.state() == AlertState.RESOLVED);
        }
    }

    @Test
    void anOutageLongerThanEveryScaleEndsTheAlertWhenTheFeedIsBack() throws Exception {
        try (var detect = open(null)) {
            play(detect, 0, SURGE + 3);
            for (int window = SURGE + 3; window < END; window++) {
                watermark(detect, end(window));
            }
            detect.processBroadcastElement(everything(END), end(END));
            watermark(detect, end(END));

            Alert last = alerts(detect).get(alerts(detect).size() - 1);
            assertThat(last.state()).isEqualTo(AlertState.RESOLVED);
            assertThat(last.evidence()).as("what it rested on is still known").isNotEmpty();
            assertThat(last.model()).isEqualTo(ScoresOf.MODEL);
        }
    }

    @Test
    void theBacklogOfAFeedThatWasDownNeitherAlertsNorCountsAsSilence() throws Exception {
        double expectedAfterBacklog;
        double expectedAfterOutage;
        try (var backlog = open(null);
                var outage = open(null)) {
            play(backlog, 0, 100);
            play(outage, 0, 100);
            watermark(backlog, end(159));
            for (int window = 100; window < 160; window++) {
                backlog.processElement(window(KEY, window, 12, 4), end(159));
                backlog.processBroadcastElement(everything(window), end(159));
            }
            play(backlog, 160, SURGE);
            assertThat(alerts(backlog)).isEmpty();

            play(backlog, SURGE, SURGE + 1);
            play(outage, 160, SURGE + 1);
            expectedAfterBacklog = opened(backlog).get(0).expectedNegative();
            expectedAfterOutage = opened(outage).get(0).expectedNegative();
        }
        assertThat(expectedAfterBacklog).isEqualTo(expectedAfterOutage);
    }

    @Test
    void unusualAttentionIsLookedForBesideNegativeSurgesWhereAskedFor() throws Exception {
        Map<String, String> both = Map.of("surge.kinds", "negative-surge, unusual-attention");
        try (var detect = open(null, both)) {
            for (int window = 0; window < END; window++) {
                boolean busy = window >= SURGE && window < SURGE + SURGE_WINDOWS;
                detect.processElement(window(KEY, window, 0, busy ? 40 : 3), end(window));
                detect.processBroadcastElement(everything(window), end(window));
                watermark(detect, end(window));
            }

            assertThat(opened(detect)).singleElement().satisfies(alert -> {
                assertThat(alert.kind()).isEqualTo(AlertKind.UNUSUAL_ATTENTION);
                assertThat(alert.expectedTotal()).isLessThan(alert.total());
                assertThat(alert.observedRaw()).isEqualTo(alert.total());
                assertThat(alert.threshold()).isEqualTo(2.65);
                assertThat(alert.summary()).startsWith("Messages of any sentiment on the theme market stress surged");
            });
        }
    }

    @Test
    void evidenceIsTheTenStrongestMessagesSorted() throws Exception {
        try (var detect = open(null)) {
            play(detect, 0, SURGE + 1);

            assertThat(opened(detect).get(0).evidence())
                    .hasSize(10)
                    .isSortedAccordingTo(
                            Comparator.comparingDouble(Evidence::probability).reversed());
        }
    }

    @Test
    void theSameInputRaisesTheSameAlertWhateverTheWatermarksDid() throws Exception {
        try (var steps = open(null);
                var leap = open(null)) {
            play(steps, 0, END);
            for (int window = END - 1; window >= 0; window--) {
                feed(leap, window);
            }
            for (int window = 0; window < END; window++) {
                leap.processBroadcastElement(everything(window), end(window));
            }
            leap.processWatermark(Long.MAX_VALUE);
            leap.processBroadcastWatermark(Long.MAX_VALUE);

            assertThat(alerts(leap)).isNotEmpty().isEqualTo(alerts(steps));
        }
    }

    @Test
    void aRestartInTheMiddleOfASurgeChangesNothing() throws Exception {
        for (int restart : new int[] {SURGE - 30, SURGE, SURGE + 2, SURGE + SURGE_WINDOWS + 5}) {
            try (var undisturbed = open(null);
                    var before = open(null)) {
                play(undisturbed, 0, END);
                play(before, 0, restart);
                feed(before, restart);
                OperatorSubtaskState snapshot = before.snapshot(1, 1);
                try (var after = open(snapshot)) {
                    after.processBroadcastElement(everything(restart), end(restart));
                    watermark(after, end(restart));
                    play(after, restart + 1, END);
                    List<Alert> both = new ArrayList<>(alerts(before));
                    both.addAll(alerts(after));
                    assertThat(both).isEqualTo(alerts(undisturbed));
                }
            }
        }
    }

    @Test
    void aKeyIsForgottenWithinAWeekAfterFourWeeksOfSilence() throws Exception {
        int day = 288;
        try (var detect = open(null)) {
            play(detect, 0, 10);
            silence(detect, 10, 27 * day);
            assertThat(stateEntries(detect)).isPositive();

            silence(detect, 27 * day, 36 * day);

            assertThat(stateEntries(detect)).isZero();
            assertThat(detect.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void aLateMessageForAnEmptyWindowNeitherFailsNorAlerts() throws Exception {
        try (var detect = open(null)) {
            play(detect, 0, 100);
            detect.processElement(window(KEY, 51, 50, 4), end(51));
            detect.processBroadcastElement(everything(51), end(51));
            play(detect, 100, 110);

            assertThat(alerts(detect)).isEmpty();
        }
    }

    @Test
    void silenceOfTheKeyIsZeroesAndSilenceOfTheFeedIsMissing() throws Exception {
        double expectedAfterSilence;
        double expectedAfterOutage;
        try (var silent = open(null);
                var outage = open(null)) {
            play(silent, 0, 100);
            play(outage, 0, 100);
            silence(silent, 100, SURGE);
            play(silent, SURGE, SURGE + 5);
            play(outage, SURGE, SURGE + 5);
            expectedAfterSilence = opened(silent).get(0).expectedNegative();
            expectedAfterOutage = opened(outage).get(0).expectedNegative();
        }
        assertThat(expectedAfterSilence).isLessThan(expectedAfterOutage);
    }

    private static void play(
            KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> detect, int from, int to)
            throws Exception {
        for (int window = from; window < to; window++) {
            feed(detect, window);
            detect.processBroadcastElement(everything(window), end(window));
            watermark(detect, end(window));
        }
    }

    /** One negative message in two windows; twelve in each of the surge's. */
    private static void feed(
            KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> detect, int window)
            throws Exception {
        boolean surge = window >= SURGE && window < SURGE + SURGE_WINDOWS;
        detect.processElement(window(KEY, window, surge ? SURGE_NEGATIVES : window % 2, 4), end(window));
    }

    private static void silence(
            KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> detect, int from, int to)
            throws Exception {
        for (int window = from; window < to; window++) {
            detect.processBroadcastElement(everything(window), end(window));
            watermark(detect, end(window));
        }
    }

    private static void watermark(
            KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> detect, long millis)
            throws Exception {
        detect.processWatermark(millis);
        detect.processBroadcastWatermark(millis);
    }

    private static ClosedWindow everything(int window) {
        return window(TrendKey.ALL, window, 3, 4);
    }

    private static ClosedWindow window(TrendKey key, int window, int negative, int others) {
        TrendCounts counts = new TrendCounts();
        counts.novel = new SentimentCounts(negative, others - 1, 1);
        counts.raw = counts.novel;
        counts.addModel(ScoresOf.MODEL);
        counts.addOffsets(new OffsetRange("news.raw", 0, window, window));
        for (int i = 0; i < negative; i++) {
            counts.addTerm("crash", 0.5);
            counts.addEvidence(new Evidence(
                    window + "-" + i,
                    at(window),
                    "wire",
                    words(window, i),
                    "negative",
                    0.5 + i / 100.0,
                    List.of(),
                    null));
        }
        long start = at(window).toEpochMilli();
        return new ClosedWindow(key, start, start + WINDOW, 0, counts);
    }

    /** Another text each time: a crash of something else. */
    private static String words(int window, int message) {
        return "crash of no" + window + "x" + message;
    }

    private static Instant at(int window) {
        return Instant.ofEpochMilli(START + window * WINDOW);
    }

    private static long end(int window) {
        return START + (window + 1) * WINDOW - 1;
    }

    private static int stateEntries(
            KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> detect) {
        var operator = (AbstractStreamOperator<Alert>) detect.getOperator();
        return ((AbstractKeyedStateBackend<?>) operator.getKeyedStateBackend()).numKeyValueStateEntries();
    }

    private static List<Alert> alerts(
            KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> detect) {
        return detect.extractOutputValues();
    }

    private static List<Alert> opened(
            KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> detect) {
        return alerts(detect).stream()
                .filter(alert -> alert.state() == AlertState.OPENED)
                .toList();
    }

    private static KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> open(
            @Nullable OperatorSubtaskState snapshot) throws Exception {
        return open(snapshot, Map.of());
    }

    private static KeyedBroadcastOperatorTestHarness<String, ClosedWindow, ClosedWindow, Alert> open(
            @Nullable OperatorSubtaskState snapshot, Map<String, String> settings) throws Exception {
        JobConfig config = JobConfig.from(settings);
        var harness = new KeyedBroadcastOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(
                        new SurgeFunction(config.trend(), config.surge()), List.of(SurgeFunction.ACTIVITY)),
                window -> window.key().asText(),
                Types.STRING,
                1,
                1,
                0);
        if (snapshot != null) {
            harness.initializeState(snapshot);
        }
        harness.open();
        return harness;
    }
}
