package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.RejectedMessage;
import io.tidewatch.events.RejectionReason;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Message;
import io.tidewatch.job.fixture.ScoresOf;
import io.tidewatch.job.ingest.Rejections;
import io.tidewatch.job.novelty.Storied;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoryJoinTest {
    private static final Duration HORIZON = Duration.ofHours(24);
    private final Message first = Message.of("first", "Alderpoint Bank defaults");
    private final Message repeat =
            Message.of("repeat", "Alderpoint Bank defaults again").afterSeconds(10);
    private final Message other =
            Message.of("other", "Alderpoint Bank defaults, again").afterSeconds(20);
    private KeyedTwoInputStreamOperatorTestHarness<String, ScoringOutcome, Storied, Scored> join;

    @BeforeEach
    void open() throws Exception {
        join = harness();
        join.open();
    }

    @AfterEach
    void close() throws Exception {
        join.close();
    }

    @Test
    void aFirstMessagePassesWithItsHighlights() throws Exception {
        join.processElement1(scored(first), first.millis());

        assertThat(join.extractOutputValues())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(first.scored(ScoresOf.negative(0.9)));
    }

    @Test
    void aRepeatGetsTheDecisionOnItsFirstMessageWithoutHighlights() throws Exception {
        join.processElement1(scored(first), first.millis());
        join.processElement2(repeat.repeatOf(first), repeat.millis());

        assertThat(ids(join)).containsExactly("first", "repeat");
        Scores scores = join.extractOutputValues().get(1).scores();
        assertThat(scores.task(ModelTask.SENTIMENT).label()).isEqualTo("negative");
        assertThat(scores.tasks())
                .allSatisfy(task -> assertThat(task.highlights()).isEmpty());
    }

    @Test
    void aRepeatThatOvertakesItsFirstMessageWaits() throws Exception {
        join.processElement2(repeat.repeatOf(first), repeat.millis());
        watermark(repeat.millis() - 1);
        assertThat(ids(join)).isEmpty();

        join.processElement1(scored(first), first.millis());

        assertThat(ids(join)).containsExactly("first", "repeat");
    }

    @Test
    void repeatsShareTheFateOfAFirstMessageThatCouldNotBeScored() throws Exception {
        join.processElement2(repeat.repeatOf(first), repeat.millis());
        join.processElement1(unscorable(first), first.millis());
        join.processElement2(other.repeatOf(first), other.millis());
        assertThat(rejected()).extracting(RejectedMessage::rawKey).hasSize(1);

        watermark(repeat.millis());
        assertThat(rejected()).hasSize(2);
        watermark(other.millis());

        assertThat(rejected())
                .hasSize(3)
                .allSatisfy(message -> assertThat(message.reason()).isEqualTo(RejectionReason.UNSCORABLE));
        assertThat(rejected().get(2).message()).isEqualTo("a repeat of message 'first', which could not be scored");
        assertThat(ids(join)).isEmpty();
        assertThat(join.numKeyedStateEntries()).isZero();
    }

    @Test
    void scoresAreKeptForTheHorizonAndNoLonger() throws Exception {
        Message last = Message.of("last", "Alderpoint Bank defaults").after(HORIZON);
        join.processElement1(scored(first), first.millis());
        watermark(last.millis() - 1);
        join.processElement2(last.repeatOf(first), last.millis());
        watermark(last.millis());
        assertThat(ids(join)).containsExactly("first", "last");
        assertThat(join.numKeyedStateEntries()).isPositive();

        watermark(last.millis() + 1);

        assertThat(join.numKeyedStateEntries()).isZero();
        assertThat(join.numEventTimeTimers()).isZero();
    }

    @Test
    void aStoryToldAgainBeforeTheOldOneExpiresIsKeptForItsOwnHorizon() throws Exception {
        Message again = first.after(HORIZON.plusMillis(1));
        join.processElement1(scored(first), first.millis());
        join.processElement1(scored(again), again.millis());

        watermark(again.millis());
        assertThat(join.numKeyedStateEntries()).isPositive();
        watermark(again.millis() + HORIZON.toMillis() + 1);

        assertThat(join.numKeyedStateEntries()).isZero();
    }

    @Test
    void waitingRepeatsAndKnownScoresSurviveARestart() throws Exception {
        Message known = Message.of("known", "Oil up");
        join.processElement1(scored(known), known.millis());
        join.processElement2(repeat.repeatOf(first), repeat.millis());
        OperatorSubtaskState snapshot = join.snapshot(1, 1);

        try (var restored = harness()) {
            restored.initializeState(snapshot);
            restored.open();
            restored.processElement1(scored(first), first.millis());
            restored.processElement2(other.repeatOf(known), other.millis());

            assertThat(ids(restored)).containsExactly("first", "repeat", "other");
        }
    }

    private static ScoringOutcome scored(Message message) {
        return new ScoringOutcome(message.novel().storyKey(), message.scored(ScoresOf.negative(0.9)), null);
    }

    private static ScoringOutcome unscorable(Message message) {
        RejectedMessage rejected = Rejections.of(message.arrival(), RejectionReason.UNSCORABLE, "cannot be scored");
        return new ScoringOutcome(message.novel().storyKey(), null, rejected);
    }

    private void watermark(long millis) throws Exception {
        join.processWatermark1(new Watermark(millis));
        join.processWatermark2(new Watermark(millis));
    }

    private List<RejectedMessage> rejected() {
        var output = join.getSideOutput(StoryJoin.REJECTED);
        return output == null
                ? List.of()
                : output.stream().map(StreamRecord::getValue).toList();
    }

    private static List<String> ids(
            KeyedTwoInputStreamOperatorTestHarness<String, ScoringOutcome, Storied, Scored> harness) {
        return harness.extractOutputValues().stream()
                .map(scored -> scored.storied().arrival().id())
                .toList();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, ScoringOutcome, Storied, Scored> harness()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(
                        new StoryJoin(JobConfig.from(Map.of()).novelty())),
                ScoringOutcome::storyKey,
                Storied::storyKey,
                Types.STRING);
    }
}
