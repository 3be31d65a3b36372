package io.tidewatch.job.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Reading;
import io.tidewatch.events.RejectedMessage;
import io.tidewatch.events.RejectionReason;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Message;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.model.ModelChoice;
import io.tidewatch.job.model.ModelId;
import io.tidewatch.job.novelty.Storied;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InferenceFunctionTest {
    private static final List<Message> MESSAGES = List.of(
            Message.of("a", "oil up"),
            Message.of("b", "stocks crash").afterSeconds(1),
            Message.of("c", "gold up again").afterSeconds(2),
            Message.of("d", "crash").afterSeconds(3),
            Message.of("e", "tin").afterSeconds(4));
    private final KeywordScorer scorer = new KeywordScorer();

    @Test
    void everyMessageIsScoredOnce() throws Exception {
        try (var operator = open(scorer, null)) {
            feed(operator, MESSAGES);
            operator.endInput();

            assertThat(outcomes(operator))
                    .containsExactlyInAnyOrder("a: neutral", "b: negative", "c: neutral", "d: negative", "e: neutral");
        }
        assertThat(scorer.closed).isTrue();
    }

    @Test
    void aRestartInMidBatchNeitherLosesNorDoubles() throws Exception {
        OperatorSubtaskState snapshot;
        scorer.permits.drainPermits();
        try (var operator = open(scorer, null)) {
            feed(operator, MESSAGES);
            while (scorer.runs.isEmpty()) {
                Thread.onSpinWait();
            }
            snapshot = operator.snapshot(1, 1);
            assertThat(outcomes(operator)).isEmpty();
            scorer.permits.release(KeywordScorer.ENDLESS);
        }

        try (var restored = open(new KeywordScorer(), snapshot)) {
            feed(restored, List.of(Message.of("f", "after the restart").afterSeconds(9)));
            restored.endInput();

            assertThat(outcomes(restored))
                    .containsExactlyInAnyOrder(
                            "a: neutral", "b: negative", "c: neutral", "d: negative", "e: neutral", "f: neutral");
        }
    }

    @Test
    void whatWasHandedOnBeforeACheckpointIsNotSentAgain() throws Exception {
        OperatorSubtaskState snapshot;
        try (var operator = open(scorer, null)) {
            feed(operator, MESSAGES.subList(0, 2));
            await(operator, 2);
            scorer.permits.drainPermits();
            feed(operator, MESSAGES.subList(2, 5));
            snapshot = operator.snapshot(1, 1);
            scorer.permits.release(KeywordScorer.ENDLESS);
        }

        try (var restored = open(new KeywordScorer(), snapshot)) {
            restored.endInput();

            assertThat(outcomes(restored)).containsExactlyInAnyOrder("c: neutral", "d: negative", "e: neutral");
        }
    }

    @Test
    void noWatermarkOvertakesAMessage() throws Exception {
        try (var operator = open(scorer, null)) {
            scorer.permits.drainPermits();
            feed(operator, MESSAGES.subList(0, 2));
            operator.processWatermark(MESSAGES.get(1).millis());
            feed(operator, MESSAGES.subList(2, 3));
            assertThat(operator.getOutput()).isEmpty();

            scorer.permits.release(KeywordScorer.ENDLESS);
            await(operator, 4);

            List<Object> output = List.copyOf(operator.getOutput());
            assertThat(output.subList(0, 2))
                    .allSatisfy(entry -> assertThat(entry).isInstanceOf(StreamRecord.class));
            assertThat(output.get(2)).isEqualTo(new Watermark(MESSAGES.get(1).millis()));
            assertThat(outcome(output.get(3))).isEqualTo("c: neutral");
        }
    }

    @Test
    void aTextThatCannotBeScoredIsRejectedWithItsBytes() throws Exception {
        Message poison = Message.of("p", "poison");
        Message unspeakable = Message.of("u", "unspeakable");
        try (var operator = open(scorer, null)) {
            feed(operator, List.of(MESSAGES.get(0), poison, unspeakable, MESSAGES.get(1)));
            operator.endInput();

            assertThat(outcomes(operator))
                    .containsExactlyInAnyOrder("a: neutral", "p: rejected", "u: rejected", "b: negative");
            assertThat(operator.extractOutputValues())
                    .filteredOn(outcome -> outcome.rejected() != null)
                    .extracting(outcome -> requireNonNull(outcome.rejected()))
                    .allSatisfy(rejected -> {
                        assertThat(rejected.reason()).isEqualTo(RejectionReason.UNSCORABLE);
                        assertThat(rejected.rawValue()).isNotBlank();
                        assertThat(rejected.message()).startsWith("the model cannot score this text");
                    })
                    .extracting(RejectedMessage::origin)
                    .hasSize(2);
        }
    }

    @Test
    void aTextThatComesAgainIsScoredOnce() throws Exception {
        try (var operator = open(scorer, null)) {
            feed(operator, MESSAGES.subList(1, 2));
            await(operator, 1);
            feed(operator, List.of(Message.of("again", "stocks crash").afterSeconds(90_000)));
            operator.endInput();

            assertThat(outcomes(operator)).containsExactly("b: negative", "again: negative");
            assertThat(scorer.runs).hasSize(1);
            assertThat(operator.extractOutputValues())
                    .extracting(outcome -> requireNonNull(outcome.scored()).scores())
                    .satisfies(scores ->
                            assertThat(scores.get(0)).usingRecursiveComparison().isEqualTo(scores.get(1)));
        }
    }

    @Test
    void anOverloadedJobReadsLessAndSaysSo() throws Exception {
        Message wide = Message.of("wide", "1|2|3|4|5|6|7|8|9");
        Message article = Message.of("article", "calm|crash|crash");
        Map<String, String> settings = Map.of(
                "inference.max-pending", "10",
                "inference.shorten-on-overload", "true",
                "inference.overload-patience", "0ms");
        try (var operator = open((resources, epoch) -> scorer, null, settings)) {
            scorer.permits.drainPermits();
            feed(operator, List.of(wide, article));
            scorer.permits.release(KeywordScorer.ENDLESS);
            operator.endInput();

            assertThat(outcomes(operator)).containsExactlyInAnyOrder("wide: neutral", "article: neutral");
            assertThat(operator.extractOutputValues())
                    .extracting(
                            outcome -> requireNonNull(outcome.scored()).scores().reading())
                    .containsExactlyInAnyOrder(Reading.WHOLE, Reading.BEGINNING);
        }
        assertThat(scorer.runs.stream().flatMap(List::stream)).hasSize(10);
    }

    @Test
    void aMessageIsScoredByTheModelThatItNamesAndNoneIsLostOrDoubled() throws Exception {
        Map<Long, VersionedScorer> opened = VersionedScorer.none();
        scorer.permits.drainPermits();
        try (var operator = open((resources, epoch) -> scorer, VersionedScorer.opener(opened), null, Map.of())) {
            feed(operator, MESSAGES.subList(0, 2));
            feed(operator, MESSAGES.subList(2, 4), named(1));
            feed(operator, MESSAGES.subList(4, 5), named(2));
            // Recovered after others that name a newer model: the newer one reads it.
            feed(operator, List.of(Message.of("f", "tin")), named(1));
            assertThat(scorer.closed).isFalse();
            scorer.permits.release(KeywordScorer.ENDLESS);
            operator.endInput();

            assertThat(operator.extractOutputValues())
                    .extracting(outcome -> outcome.storyKey().charAt(0) + " by epoch "
                            + requireNonNull(outcome.scored()).scores().model().epoch())
                    .containsExactlyInAnyOrder(
                            "a by epoch 0",
                            "b by epoch 0",
                            "c by epoch 1",
                            "d by epoch 1",
                            "e by epoch 2",
                            "f by epoch 2");
            awaitClosed(scorer);
            awaitClosed(requireNonNull(opened.get(1L)));
        }
        assertThat(opened.get(2L)).satisfies(last -> assertThat(last.closed).isTrue());
        assertThat(scorer.closedWhileRunning).isFalse();
    }

    @Test
    void aTextThatComesAgainAfterASwapIsScoredAnew() throws Exception {
        Map<Long, VersionedScorer> opened = VersionedScorer.none();
        try (var operator = open((resources, epoch) -> scorer, VersionedScorer.opener(opened), null, Map.of())) {
            feed(operator, MESSAGES.subList(1, 2));
            await(operator, 1);
            feed(operator, List.of(Message.of("again", "stocks crash").afterSeconds(90_000)), named(1));
            operator.endInput();

            assertThat(operator.extractOutputValues())
                    .extracting(outcome ->
                            requireNonNull(outcome.scored()).scores().model().epoch())
                    .containsExactly(0L, 1L);
        }
    }

    @Test
    void aRestartInMidSwapOpensTheModelsThatMessagesUnderWayName() throws Exception {
        Map<Long, VersionedScorer> opened = VersionedScorer.none();
        OperatorSubtaskState snapshot;
        scorer.permits.drainPermits();
        try (var operator = open((resources, epoch) -> scorer, VersionedScorer.opener(opened), null, Map.of())) {
            feed(operator, MESSAGES.subList(0, 1));
            while (scorer.runs.isEmpty()) {
                Thread.onSpinWait();
            }
            feed(operator, MESSAGES.subList(1, 3), named(1));
            snapshot = operator.snapshot(1, 1);
            scorer.permits.release(KeywordScorer.ENDLESS);
        }

        try (var restored =
                open((resources, epoch) -> new KeywordScorer(), VersionedScorer.opener(opened), snapshot, Map.of())) {
            restored.endInput();

            // What is under way comes back in any order, so the first message may meet the newer model: its score says
            // so.
            assertThat(restored.extractOutputValues())
                    .extracting(outcome -> outcome.storyKey().charAt(0) + " by epoch "
                            + requireNonNull(outcome.scored()).scores().model().epoch())
                    .hasSize(3)
                    .contains("b by epoch 1", "c by epoch 1")
                    .containsAnyOf("a by epoch 0", "a by epoch 1");
        }
    }

    private static ModelChoice named(long epoch) {
        return new ModelChoice(new ModelId(epoch, "1." + epoch + ".0", "sha"), null);
    }

    private static void awaitClosed(KeywordScorer retired) {
        while (!retired.closed) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aBrokenModelFailsTheTask() throws Exception {
        try (var operator = open(scorer, null)) {
            operator.getEnvironment().setExpectedExternalFailureCause(Throwable.class);
            scorer.broken = true;
            feed(operator, MESSAGES.subList(0, 1));
            while (operator.getEnvironment().getActualExternalFailureCause().isEmpty()) {
                runMail(operator);
            }
            assertThat(operator.extractOutputValues()).isEmpty();
        }
        assertThat(scorer.closed).isTrue();
    }

    @Test
    void anArticleOfAHundredKilobytesIsReadWholeBesideHeadlines() throws Exception {
        String article = "the company says ".repeat(5_700) + "fraud probe and default ".repeat(200);
        assertThat(article.length()).isGreaterThan(100_000);
        List<Message> messages =
                List.of(Message.of("a", "profit up"), Message.of("long", article), Message.of("b", "stocks crash"));
        try (TextScorer model = OnnxScorer.open(Repository.tinyBundle(), 1, 0);
                var operator = open(OnnxScorer.factory(Repository.tinyBundle(), Device.AUTO), null)) {
            feed(operator, messages);
            operator.endInput();

            List<Scored> scored = operator.extractOutputValues().stream()
                    .map(outcome -> requireNonNull(outcome.scored()))
                    .sorted(Comparator.comparing(one -> one.storied().arrival().id()))
                    .toList();
            assertThat(scored).hasSize(3);
            Scores ofArticle = scored.get(2).scores();
            assertThat(ofArticle)
                    .usingRecursiveComparison()
                    .isEqualTo(model.scoreTexts(List.of(article)).get(0));
            // The bad news is at its end: the beginning alone has none.
            Scores ofBeginning =
                    model.scoreTexts(List.of(article.substring(0, 1_000))).get(0);
            assertThat(ofArticle.task(ModelTask.SENTIMENT).probabilities()[0])
                    .isGreaterThan(ofBeginning.task(ModelTask.SENTIMENT).probabilities()[0]);
            assertThat(scored.get(0).scores().task(ModelTask.SENTIMENT).label()).isEqualTo("positive");
            assertThat(scored.get(1).scores().task(ModelTask.SENTIMENT).label()).isEqualTo("negative");
        }
    }

    @Test
    void aTextOfMoreTokensThanAreReadIsRejectedAndSaysSo() throws Exception {
        try (var operator = open(OnnxScorer.factory(Repository.tinyBundle(), Device.AUTO), null)) {
            feed(operator, List.of(Message.of("a", "! ".repeat(90_000)), Message.of("b", "stocks crash")));
            operator.endInput();

            assertThat(outcomes(operator)).containsExactlyInAnyOrder("a: rejected", "b: negative");
            RejectedMessage rejected = operator.extractOutputValues().stream()
                    .flatMap(outcome -> Optional.ofNullable(outcome.rejected()).stream())
                    .findFirst()
                    .orElseThrow();
            assertThat(rejected.reason()).isEqualTo(RejectionReason.UNSCORABLE);
            assertThat(rejected.message()).contains("it has 90000 tokens").contains("send it in parts");
        }
    }

    private static OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> open(
            KeywordScorer scorer, @Nullable OperatorSubtaskState snapshot) throws Exception {
        return open((resources, epoch) -> scorer, snapshot);
    }

    private static OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> open(
            ScorerFactory factory, @Nullable OperatorSubtaskState snapshot) throws Exception {
        return open(factory, snapshot, Map.of("inference.max-batch-tokens", "128"));
    }

    private static OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> open(
            ScorerFactory factory, @Nullable OperatorSubtaskState snapshot, Map<String, String> settings)
            throws Exception {
        return open(factory, null, snapshot, settings);
    }

    private static OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> open(
            ScorerFactory factory,
            @Nullable ModelOpener opener,
            @Nullable OperatorSubtaskState snapshot,
            Map<String, String> settings)
            throws Exception {
        JobConfig.Inference config = JobConfig.from(settings).inference();
        InferenceFunction function = new InferenceFunction(config, factory, opener, Clock.systemUTC());
        var operator = new OneInputStreamOperatorTestHarness<>(
                new AsyncWaitOperatorFactory<Storied, ScoringOutcome>(
                        function, config.timeout().toMillis(), 100, OutputMode.UNORDERED),
                TypeInformation.of(Storied.class).createSerializer(new SerializerConfigImpl()));
        operator.setup();
        if (snapshot != null) {
            operator.initializeState(snapshot);
        }
        operator.open();
        return operator;
    }

    private static void feed(
            OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> operator, List<Message> messages)
            throws Exception {
        feed(operator, messages, ModelChoice.INITIAL);
    }

    private static void feed(
            OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> operator,
            List<Message> messages,
            ModelChoice choice)
            throws Exception {
        for (Message message : messages) {
            operator.processElement(message.novel().readBy(choice), message.millis());
        }
    }

    private static void await(OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> operator, int outputs)
            throws Exception {
        while (operator.getOutput().size() < outputs) {
            runMail(operator);
        }
    }

    /** Completed requests come back to the operator's thread as mails. */
    private static void runMail(OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> operator) throws Exception {
        Optional<Mail> mail = operator.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
        if (mail.isPresent()) {
            mail.get().run();
        }
    }

    private static List<String> outcomes(OneInputStreamOperatorTestHarness<Storied, ScoringOutcome> operator) {
        return operator.extractOutputStreamRecords().stream()
                .map(InferenceFunctionTest::outcome)
                .toList();
    }

    private static String outcome(Object streamRecord) {
        ScoringOutcome outcome = (ScoringOutcome) ((StreamRecord<?>) streamRecord).getValue();
        String id = outcome.storyKey().substring(0, outcome.storyKey().indexOf('#'));
        return id + ": "
                + (outcome.scored() == null
                        ? "rejected"
                        : outcome.scored().scores().task(ModelTask.SENTIMENT).label());
    }
}
