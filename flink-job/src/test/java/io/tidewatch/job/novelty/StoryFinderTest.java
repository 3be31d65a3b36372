package io.tidewatch.job.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Novelty;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All messages share one bucket, so that nearness alone decides. */
class StoryFinderTest {
    private static final Duration HORIZON = Duration.ofHours(24);
    private static final String HEADLINE = "Alderpoint Bank cuts 500 jobs after loss on bond portfolio";
    private final Message first = Message.of("first", HEADLINE);
    private KeyedOneInputStreamOperatorTestHarness<Long, Candidate, Storied> finder;

    @BeforeEach
    void open() throws Exception {
        finder = harness(Map.of());
        finder.open();
    }

    @AfterEach
    void close() throws Exception {
        finder.close();
    }

    @Test
    void holdsAMessageUntilTheWatermarkHasPassedIt() throws Exception {
        arrive(first);
        watermark(first.millis() - 1);
        assertThat(outcomes()).isEmpty();

        watermark(first.millis());

        assertThat(outcomes()).containsExactlyEntriesOf(Map.of("first", "NOVEL first"));
    }

    @Test
    void eventTimeDecidesWhoIsFirstNotArrival() throws Exception {
        arrive(first.afterSeconds(20));
        arrive(Message.of("earlier", HEADLINE));
        watermark(first.afterSeconds(60).millis());

        assertThat(outcomes())
                .containsOnly(Map.entry("earlier", "NOVEL earlier"), Map.entry("first", "EXACT_REPEAT earlier"));
    }

    @Test
    void theIdBreaksATie() throws Exception {
        arrive(Message.of("b", HEADLINE));
        arrive(Message.of("a", HEADLINE));
        watermark(first.millis());

        assertThat(outcomes()).containsOnly(Map.entry("a", "NOVEL a"), Map.entry("b", "EXACT_REPEAT a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                HEADLINE + "                                       | EXACT_REPEAT first",
                "RT @desk: Alderpoint Bank cuts 500 jobs after loss on bond portfolio | EXACT_REPEAT first",
                HEADLINE + " - sources                             | NEAR_REPEAT first",
                "Alderpoint Bank cuts 900 jobs after loss on bond portfolio           | NOVEL second",
                "Alderpoint Bank adds 500 jobs after loss on bond portfolio           | NOVEL second",
                "Alderpoint Bank cuts 500 jobs after gain on bond portfolio           | NOVEL second"
            })
    void aRepeatMaySayMoreButNotSomethingElse(String text, String outcome) throws Exception {
        arrive(first);
        arrive(Message.of("second", text).afterSeconds(30));
        watermark(first.afterSeconds(60).millis());

        assertThat(outcomes()).containsEntry("second", outcome);
    }

    @Test
    void shortTextsAreRepeatsOnlyIfTheyAreEqual() throws Exception {
        arrive(Message.of("first", "Oil up on war"));
        arrive(Message.of("near", "Oil up on war again").afterSeconds(1));
        arrive(Message.of("equal", "oil up on WAR").afterSeconds(2));
        watermark(first.afterSeconds(60).millis());

        assertThat(outcomes()).containsEntry("near", "NOVEL near").containsEntry("equal", "EXACT_REPEAT first");
    }

    @ParameterizedTest
    @CsvSource({"0, EXACT_REPEAT first", "1, NOVEL second"})
    void aStoryIsRememberedForTheHorizon(long millisBeyond, String outcome) throws Exception {
        Message second = Message.of("second", HEADLINE).after(HORIZON.plusMillis(millisBeyond));
        arrive(first);
        arrive(second);
        watermark(second.millis());

        assertThat(outcomes()).containsEntry("second", outcome);
    }

    @Test
    void theSameIdAndTextIsARedelivery() throws Exception {
        arrive(first);
        watermark(first.millis());
        arrive(first.offset(7));

        assertThat(finder.getSideOutput(StoryFinder.REPEATS))
                .singleElement()
                .extracting(record -> record.getValue().novelty())
                .isEqualTo(Novelty.REDELIVERY);
    }

    @Test
    void aRevisionUnderTheSameIdIsAStoryOfItsOwn() throws Exception {
        arrive(first);
        arrive(Message.of("first", "Glenhaven central bank leaves its policy rate")
                .afterSeconds(1));
        watermark(first.afterSeconds(1).millis());

        assertThat(finder.extractOutputValues())
                .hasSize(2)
                .extracting(Storied::storyKey)
                .doesNotHaveDuplicates();
    }

    @Test
    void aLateMessageIsJudgedAtOnceAgainstWhatIsKnown() throws Exception {
        arrive(first);
        watermark(first.afterSeconds(100).millis());

        arrive(Message.of("late", HEADLINE).afterSeconds(50));
        arrive(Message.of("news", "Glenhaven central bank leaves its policy rate")
                .afterSeconds(50));

        assertThat(outcomes()).containsEntry("late", "EXACT_REPEAT first").containsEntry("news", "NOVEL news");
        assertThat(finder.getSideOutput(StoryFinder.REPEATS).peek().getValue().decidedAtMillis())
                .isEqualTo(first.afterSeconds(100).millis() + 1);
    }

    @Test
    void nothingIsKeptBeyondTheHorizon() throws Exception {
        arrive(first);
        arrive(Message.of("other", "Glenhaven central bank leaves its policy rate")
                .afterSeconds(5));
        arrive(Message.of("repeat", HEADLINE).afterSeconds(9));
        watermark(first.afterSeconds(60).millis());
        arrive(Message.of("late", "Oil up on war fears").afterSeconds(2));
        assertThat(finder.numKeyedStateEntries()).isPositive();

        watermark(first.after(HORIZON).millis() + 5_001);

        assertThat(finder.numKeyedStateEntries()).isZero();
        assertThat(finder.numEventTimeTimers()).isZero();
    }

    @Test
    void aFloodForgetsTheOldestStories() throws Exception {
        try (var bounded = harness(Map.of("novelty.max-stories-per-bucket", "2"))) {
            bounded.open();
            List<String> texts = List.of("Oil up", "Gold up", "Tin up", "Tin up", "Oil up");
            for (int i = 0; i < texts.size(); i++) {
                Message message = Message.of("m" + i, texts.get(i)).afterSeconds(i);
                bounded.processElement(candidate(message), message.millis());
                bounded.processWatermark(message.millis());
            }
            assertThat(outcomes(bounded)).containsEntry("m3", "EXACT_REPEAT m2").containsEntry("m4", "NOVEL m4");
        }
    }

    @Test
    void aFloodWithinOneTimeStampForgetsTheOldestStoriesToo() throws Exception {
        try (var bounded = harness(Map.of("novelty.max-stories-per-bucket", "2"))) {
            bounded.open();
            List<String> texts = List.of("Oil up", "Gold up", "Tin up", "Tin up", "Oil up");
            for (int i = 0; i < texts.size(); i++) {
                bounded.processElement(candidate(Message.of("m" + i, texts.get(i))), first.millis());
            }
            bounded.processWatermark(first.millis());
            assertThat(outcomes(bounded)).containsEntry("m3", "EXACT_REPEAT m2").containsEntry("m4", "NOVEL m4");
        }
    }

    @Test
    void messagesThatWaitSurviveARestart() throws Exception {
        Message repeat = Message.of("repeat", HEADLINE).afterSeconds(10);
        Message waiting = Message.of("waiting", HEADLINE).afterSeconds(20);
        arrive(first);
        watermark(first.millis());
        arrive(waiting);
        arrive(repeat);
        OperatorSubtaskState snapshot = finder.snapshot(1, 1);

        try (var restored = harness(Map.of())) {
            restored.initializeState(snapshot);
            restored.open();
            restored.processWatermark(waiting.millis());

            assertThat(outcomes(restored))
                    .containsOnly(
                            Map.entry("repeat", "EXACT_REPEAT first"), Map.entry("waiting", "EXACT_REPEAT first"));
            restored.processWatermark(first.after(HORIZON).millis() + 1);
            assertThat(restored.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void theOutcomeDoesNotDependOnArrivalOrWatermarks() throws Exception {
        List<Message> messages = new ArrayList<>();
        Random random = new Random(11);
        for (int i = 0; i < 60; i++) {
            String text = HEADLINE + (i % 2 == 0 ? "" : " more" + random.nextInt(3)) + (i % 3 == 0 ? " still" : "");
            messages.add(
                    Message.of("m" + i, text).afterSeconds(random.nextInt(30)).offset(i));
        }
        messages.sort((a, b) -> a.publishedAt().compareTo(b.publishedAt()));
        for (Message message : messages) {
            arrive(message);
            watermark(message.millis() - 1);
        }
        watermark(first.afterSeconds(60).millis());

        Collections.shuffle(messages, random);
        try (var shuffled = harness(Map.of())) {
            shuffled.open();
            for (Message message : messages) {
                shuffled.processElement(candidate(message), message.millis());
            }
            shuffled.processWatermark(first.afterSeconds(60).millis());
            assertThat(outcomes(shuffled)).hasSize(60).isEqualTo(outcomes());
        }
    }

    private void arrive(Message message) throws Exception {
        finder.processElement(candidate(message), message.millis());
    }

    private void watermark(long millis) throws Exception {
        finder.processWatermark(millis);
    }

    private Map<String, String> outcomes() {
        return outcomes(finder);
    }

    /** By message id: how novel it is and the id of its story. */
    private static Map<String, String> outcomes(
            KeyedOneInputStreamOperatorTestHarness<Long, Candidate, Storied> harness) {
        var repeats = harness.getSideOutput(StoryFinder.REPEATS);
        Map<String, String> outcomes = new TreeMap<>();
        Stream.concat(
                        harness.extractOutputValues().stream(),
                        repeats == null ? Stream.empty() : repeats.stream().map(StreamRecord::getValue))
                .forEach(storied -> outcomes.put(storied.arrival().id(), storied.novelty() + " " + storied.storyId()));
        return outcomes;
    }

    private static Candidate candidate(Message message) {
        return new Candidate(message.arrival(), new Fingerprinter().fingerprint(message.text()));
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, Candidate, Storied> harness(
            Map<String, String> settings) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(
                        new StoryFinder(JobConfig.from(settings).novelty())),
                candidate -> 0L,
                Types.LONG);
    }
}
