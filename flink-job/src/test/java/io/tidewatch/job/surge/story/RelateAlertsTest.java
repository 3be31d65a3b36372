package io.tidewatch.job.surge.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Alerts;
import io.tidewatch.job.fixture.Message;
import io.tidewatch.job.surge.budget.DeskWord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelateAlertsTest {
    private static final Alert TOPIC_OPENED = alert("b", TrendKey.ofTopic("Macro"), AlertState.OPENED, 5);
    private static final Alert THEME_OPENED = alert("a", TrendKey.ofTheme("stress"), AlertState.OPENED, 5);
    private static final Alert LATER_OPENED = alert("c", TrendKey.ofTheme("credit"), AlertState.OPENED, 10);
    private static final Alert TOPIC_RESOLVED = alert("b", TrendKey.ofTopic("Macro"), AlertState.RESOLVED, 60);

    @Test
    void alertsOfOneWindowLeaveWithItInTheOrderOfTheirIds() throws Exception {
        try (var relate = open(null)) {
            send(relate, TOPIC_OPENED);
            send(relate, THEME_OPENED);
            assertThat(relate.extractOutputValues()).isEmpty();
            relate.processBothWatermarks(new Watermark(end(5)));

            assertThat(relate.extractOutputValues()).extracting(Alert::id).containsExactly("a", "b");
            assertThat(relate.extractOutputValues())
                    .extracting(Alert::storyGroup)
                    .containsOnly("a");
        }
    }

    @Test
    void theOrderOfArrivalChangesNothing() throws Exception {
        try (var steps = open(null);
                var leap = open(null)) {
            for (Alert alert : List.of(THEME_OPENED, TOPIC_OPENED, LATER_OPENED, TOPIC_RESOLVED)) {
                send(steps, alert);
            }
            steps.processBothWatermarks(new Watermark(end(5)));
            steps.processBothWatermarks(new Watermark(end(10)));
            steps.processBothWatermarks(new Watermark(end(60)));
            for (Alert alert : List.of(TOPIC_RESOLVED, LATER_OPENED, TOPIC_OPENED, THEME_OPENED)) {
                send(leap, alert);
            }
            leap.processBothWatermarks(new Watermark(Long.MAX_VALUE));

            assertThat(leap.extractOutputValues()).hasSize(4).isEqualTo(steps.extractOutputValues());
        }
    }

    @Test
    void laterStepsKeepTheLinksOfTheOpeningAfterARestartToo() throws Exception {
        OperatorSubtaskState snapshot;
        try (var before = open(null)) {
            send(before, THEME_OPENED);
            send(before, TOPIC_OPENED);
            before.processBothWatermarks(new Watermark(end(5)));
            send(before, LATER_OPENED);
            snapshot = before.snapshot(1, 1);
        }
        try (var after = open(snapshot)) {
            send(after, TOPIC_RESOLVED);
            after.processBothWatermarks(new Watermark(end(60)));

            assertThat(after.extractOutputValues()).extracting(Alert::id).containsExactly("c", "b");
            assertThat(after.extractOutputValues())
                    .extracting(Alert::storyGroup)
                    .containsOnly("a");
            assertThat(after.extractOutputValues().get(1).relatedTo()).containsExactly("a");
        }
    }

    @Test
    void aStepKnownOnlyAfterASilenceOfTheFeedLeavesAtOnce() throws Exception {
        try (var relate = open(null)) {
            send(relate, TOPIC_OPENED);
            relate.processBothWatermarks(new Watermark(end(120)));
            send(relate, TOPIC_RESOLVED);

            assertThat(relate.extractOutputValues())
                    .extracting(Alert::state)
                    .containsExactly(AlertState.OPENED, AlertState.RESOLVED);
        }
    }

    @Test
    void aStepWhoseOpeningWasBeforeTheJobsUpgradePassesAsItIs() throws Exception {
        try (var relate = open(null)) {
            send(relate, TOPIC_RESOLVED);
            relate.processBothWatermarks(new Watermark(end(60)));

            assertThat(relate.extractOutputValues()).containsExactly(TOPIC_RESOLVED);
        }
    }

    @Test
    void whatIsOverIsForgottenOnceItIsTooLongAgo() throws Exception {
        try (var relate = open(null)) {
            for (Alert alert : List.of(THEME_OPENED, TOPIC_OPENED, TOPIC_RESOLVED)) {
                send(relate, alert);
            }
            relate.processBothWatermarks(new Watermark(end(60)));
            send(relate, TOPIC_RESOLVED);
            send(relate, alert("z", TrendKey.ofTopic("Macro"), AlertState.OPENED, 1_000));
            relate.processBothWatermarks(new Watermark(end(1_000)));
            send(relate, TOPIC_RESOLVED);

            assertThat(relate.extractOutputValues())
                    .extracting(Alert::storyGroup)
                    .as("the step of an alert that is not known passes as it is")
                    .containsExactly("a", "a", "a", "a", "z", "b");
        }
    }

    private static void send(KeyedTwoInputStreamOperatorTestHarness<String, Alert, DeskWord, Alert> relate, Alert alert)
            throws Exception {
        relate.processElement1(alert, alert.windowEnd().toEpochMilli() - 1);
    }

    private static Alert alert(String id, TrendKey key, AlertState state, int minute) {
        return Alerts.step(id, key, state, Message.NOON.plus(Duration.ofMinutes(minute)), "m1");
    }

    private static long end(int minute) {
        Instant end = Message.NOON.plus(Duration.ofMinutes(minute));
        return end.toEpochMilli() - 1;
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Alert, DeskWord, Alert> open(
            @Nullable OperatorSubtaskState snapshot) throws Exception {
        var harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(
                        new RelateAlerts(JobConfig.from(Map.of()).surge())),
                alert -> "all",
                verdict -> "all",
                Types.STRING);
        if (snapshot != null) {
            harness.initializeState(snapshot);
        }
        harness.open();
        return harness;
    }
}
