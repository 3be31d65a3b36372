package io.tidewatch.job.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TrendKey;
import io.tidewatch.events.TrendWindow;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Message;
import io.tidewatch.job.fixture.ScoresOf;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two halves of counting in a row: what the local counter hands on goes into the windows. */
class TrendOperatorsTest {
    private static final JobConfig.Trend CONFIG = JobConfig.from(Map.of()).trend();
    private static final JobConfig.Trend ABSTAINING =
            JobConfig.from(Map.of("trend.abstain", "true")).trend();
    private static final long WINDOW_END = Message.NOON.toEpochMilli() + 300_000;
    private static final long LATENESS = 3_600_000;
    private final Message negative = Message.of("negative", "stocks crash").afterSeconds(10);
    private OneInputStreamOperatorTestHarness<Scored, TrendPart> counter;
    private KeyedOneInputStreamOperatorTestHarness<String, TrendPart, ClosedWindow> windows;

    @BeforeEach
    void open() throws Exception {
        openCounter(CONFIG);
        windows = new KeyedOneInputStreamOperatorTestHarness<>(
                windowOperator(), part -> part.key().asText(), Types.STRING);
        windows.setup(TypeInformation.of(ClosedWindow.class).createSerializer(new SerializerConfigImpl()));
        windows.open();
    }

    private void openCounter(JobConfig.Trend config) throws Exception {
        counter = new OneInputStreamOperatorTestHarness<>(new LocalCounter(config, ScoresOf.SENTIMENT));
        counter.setup(TypeInformation.of(TrendPart.class).createSerializer(new SerializerConfigImpl()));
        counter.open();
    }

    @AfterEach
    void close() throws Exception {
        counter.close();
        windows.close();
    }

    @Test
    void theCounterHandsOnBeforeTheWatermarkPassesThatEndsTheWindow() throws Exception {
        arrive(negative.scored(ScoresOf.negative(0.9)));
        arrive(Message.of("next", "gold profit").afterSeconds(300).scored(ScoresOf.positive(0.8)));
        counter.processWatermark(WINDOW_END - 2);
        assertThat(counter.extractOutputValues()).isEmpty();

        counter.processWatermark(WINDOW_END - 1);

        assertThat(counter.getOutput()).hasSize(5).last().isEqualTo(new Watermark(WINDOW_END - 1));
        assertThat(counter.extractOutputValues())
                .extracting(part -> part.key().asText())
                .containsExactly("all", "topic=Markets", "theme=market stress");
    }

    @Test
    void aMessageCountsUnderEachOfItsCompaniesAloneAndWithinItsTopicAndTheme() throws Exception {
        arrive(negative.about("MRWD", "PYLK").scored(ScoresOf.negative(0.9)));
        arrive(Message.of("other", "gold profit").about("MRWD").scored(ScoresOf.positive(0.8)));
        watermark(WINDOW_END);

        assertThat(windows.extractOutputValues())
                .extracting(window -> window.key().asText())
                .containsExactlyInAnyOrder(
                        "all",
                        "topic=Markets",
                        "theme=market stress",
                        "entity=MRWD",
                        "entity=PYLK",
                        "topic=Markets,entity=MRWD",
                        "topic=Markets,entity=PYLK",
                        "theme=market stress,entity=MRWD",
                        "theme=market stress,entity=PYLK");
        assertThat(published("entity=MRWD").get(0).novel()).isEqualTo(new SentimentCounts(1, 0, 1));
        assertThat(published("theme=market stress,entity=MRWD").get(0).novel()).isEqualTo(new SentimentCounts(1, 0, 0));
    }

    @Test
    void onlyTheWantedKindsOfKeysAreCounted() throws Exception {
        counter.close();
        openCounter(JobConfig.from(Map.of("trend.keys", "theme,topic-entity")).trend());
        arrive(negative.about("MRWD").scored(ScoresOf.negative(0.9)));
        counter.processWatermark(WINDOW_END);

        assertThat(counter.extractOutputValues())
                .extracting(part -> part.key().asText())
                .containsExactlyInAnyOrder("all", "theme=market stress", "topic=Markets,entity=MRWD");
    }

    @Test
    void companiesOfNovelNegativeMessagesLead() throws Exception {
        arrive(negative.about("MRWD").scored(ScoresOf.negative(0.9)));
        arrive(Message.of("second", "stocks fall").about("PYLK", "MRWD").scored(ScoresOf.negative(0.9)));
        arrive(Message.of("positive", "gold profit").about("TVNG").scored(ScoresOf.positive(0.8)));
        arrive(new Scored(
                Message.of("repeat", "stocks crash now").about("STQY").repeatOf(negative), ScoresOf.negative(0.9)));
        watermark(WINDOW_END);

        assertThat(windows.extractOutputValues())
                .filteredOn(window -> window.key().equals(TrendKey.ALL))
                .singleElement()
                .satisfies(window -> {
                    assertThat(window.counts().leadingEntities(10)).containsExactly("MRWD", "PYLK");
                    assertThat(window.counts().leadingEntities(1)).containsExactly("MRWD");
                });
    }

    @Test
    void aCompanyThatFallsSilentLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 50; i++) {
            arrive(Message.of("m" + i, "stocks crash").about("FAKE" + i).scored(ScoresOf.negative(0.9)));
        }
        watermark(WINDOW_END - 1);
        assertThat(windows.numKeyedStateEntries()).isPositive();
        assertThat(windows.numEventTimeTimers()).isPositive();

        watermark(WINDOW_END + LATENESS - 1);

        assertThat(windows.numKeyedStateEntries()).isZero();
        assertThat(windows.numEventTimeTimers()).isZero();
    }

    @Test
    void theCounterHandsOnBeforeABarrierAndKeepsNothing() throws Exception {
        arrive(negative.scored(ScoresOf.negative(0.9)));

        counter.prepareSnapshotPreBarrier(1);
        assertThat(counter.extractOutputValues()).hasSize(3);
        counter.processWatermark(WINDOW_END);

        assertThat(counter.extractOutputValues()).hasSize(3);
    }

    @Test
    void aWindowClosesOnceWithEverythingCounted() throws Exception {
        arrive(negative.scored(ScoresOf.negative(0.9)));
        arrive(Message.of("positive", "gold profit").scored(ScoresOf.positive(0.8)));
        arrive(new Scored(
                Message.of("repeat", "stocks crash now").afterSeconds(20).repeatOf(negative),
                ScoresOf.negative(0.9).withoutHighlights()));
        watermark(WINDOW_END - 2);
        assertThat(published("all")).isEmpty();
        watermark(WINDOW_END - 1);
        watermark(WINDOW_END + 600_000);

        TrendWindow window = published("all").get(0);
        assertThat(published("all")).hasSize(1);
        assertThat(window.windowStart()).isEqualTo(Message.NOON);
        assertThat(window.windowEnd().toEpochMilli()).isEqualTo(WINDOW_END);
        assertThat(window.novel()).isEqualTo(new SentimentCounts(1, 0, 1));
        assertThat(window.raw()).isEqualTo(new SentimentCounts(2, 0, 1));
        assertThat(window.meanScore()).isEqualTo(-0.05);
        assertThat(window.leadingTerms())
                .singleElement()
                .satisfies(term -> assertThat(term.term()).isEqualTo("stocks"));
        assertThat(window.revision()).isZero();
        assertThat(window.model()).isEqualTo(ScoresOf.MODEL);
        assertThat(published("theme=market stress").get(0).raw()).isEqualTo(new SentimentCounts(2, 0, 0));
    }

    @Test
    void pressReleasesAreCountedApartAndRedeliveriesNotAtAll() throws Exception {
        arrive(negative.kind(NewsKind.PRESS_RELEASE).scored(ScoresOf.negative(0.9)));
        arrive(negative.scored(ScoresOf.negative(0.9)));
        arrive(new Scored(negative.offset(9).repeatOf(negative, Novelty.REDELIVERY), ScoresOf.negative(0.9)));
        watermark(WINDOW_END);

        TrendWindow window = published("all").get(0);
        assertThat(window.pressReleases()).isEqualTo(1);
        assertThat(window.raw()).isEqualTo(new SentimentCounts(1, 0, 0));
    }

    @Test
    void anUncertainSentimentCountsAsNeutralWhereTheJobAbstains() throws Exception {
        counter.close();
        openCounter(ABSTAINING);
        double unsure = ScoresOf.CERTAIN_ABOVE - 0.01;
        arrive(negative.scored(ScoresOf.negative(unsure)));
        arrive(new Scored(
                Message.of("repeat", "stocks crash now").afterSeconds(20).repeatOf(negative),
                ScoresOf.negative(unsure).withoutHighlights()));
        arrive(Message.of("positive", "gold profit").scored(ScoresOf.positive(unsure)));
        arrive(Message.of("certain", "yields crash").scored(ScoresOf.negative(ScoresOf.CERTAIN_ABOVE)));
        watermark(WINDOW_END);

        TrendWindow window = published("all").get(0);
        assertThat(window.novel()).isEqualTo(new SentimentCounts(1, 2, 0));
        assertThat(window.raw()).isEqualTo(new SentimentCounts(1, 3, 0));
        assertThat(window.meanScore()).isEqualTo(-0.2); // of the probabilities, which no abstention changes
        assertThat(window.leadingTerms())
                .singleElement()
                .satisfies(term -> assertThat(term.term()).isEqualTo("yields"));
    }

    @Test
    void anUncertainSentimentCountsAsAnyOtherByDefault() throws Exception {
        arrive(negative.scored(ScoresOf.negative(ScoresOf.CERTAIN_ABOVE - 0.01)));
        watermark(WINDOW_END);

        assertThat(published("all").get(0).novel()).isEqualTo(new SentimentCounts(1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, Double.POSITIVE_INFINITY})
    void whereTheModelKnowsNoThresholdTheJobCannotAbstain(double certainAbove) {
        ModelTask sentiment = new ModelTask("sentiment", ScoresOf.SENTIMENT.labels(), 1, certainAbove);

        assertThatThrownBy(() -> new LocalCounter(ABSTAINING, sentiment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'trend.abstain' needs a model whose manifest has a certainAbove");
        assertThat(new LocalCounter(CONFIG, sentiment)).isNotNull();
    }

    @Test
    void aLateMessageCorrectsItsWindow() throws Exception {
        arrive(negative.scored(ScoresOf.negative(0.9)));
        watermark(WINDOW_END + LATENESS - 2);
        arrive(Message.of("late", "oil up").scored(ScoresOf.neutral()));
        watermark(WINDOW_END + LATENESS - 1);

        assertThat(published("all")).extracting(TrendWindow::revision).containsExactly(0, 1);
        TrendWindow corrected = published("all").get(1);
        assertThat(corrected.lateMessages()).isEqualTo(1);
        assertThat(corrected.raw()).isEqualTo(new SentimentCounts(1, 1, 0));
        assertThat(windows.numKeyedStateEntries()).isZero();
    }

    @Test
    void aWindowThatWasEmptyUntilALateMessageCameSaysSo() throws Exception {
        watermark(WINDOW_END);
        arrive(Message.of("late", "oil up").scored(ScoresOf.neutral()));
        watermark(WINDOW_END + 1);

        assertThat(published("all")).singleElement().satisfies(window -> {
            assertThat(window.revision()).isZero();
            assertThat(window.lateMessages()).isEqualTo(1);
        });
    }

    @Test
    void aMessageThatIsTooLateOnlyCountsAsDropped() throws Exception {
        arrive(negative.scored(ScoresOf.negative(0.9)));
        watermark(WINDOW_END + LATENESS);
        arrive(Message.of("late", "oil up").scored(ScoresOf.neutral()));
        watermark(WINDOW_END + LATENESS + 1);

        assertThat(published("all")).hasSize(1);
        assertThat(windows.getSideOutput(TrendWindows.TOO_LATE))
                .extracting(part -> part.getValue().key())
                .containsExactly(TrendKey.ALL, TrendKey.ofTopic("Markets"));
    }

    private void arrive(Scored scored) throws Exception {
        counter.processElement(scored, scored.storied().arrival().publishedAt().toEpochMilli());
    }

    private void watermark(long millis) throws Exception {
        counter.processWatermark(millis);
        for (Object element = counter.getOutput().poll();
                element != null;
                element = counter.getOutput().poll()) {
            if (element instanceof StreamRecord<?> part) {
                windows.processElement(part.asRecord());
            } else {
                windows.processWatermark((Watermark) element);
            }
        }
    }

    private List<TrendWindow> published(String key) {
        return windows.extractOutputValues().stream()
                .map(ClosedWindow::toEvent)
                .filter(window -> window.key().asText().equals(key))
                .toList();
    }

    /** Taken from the graph, so that the test runs what the job runs. */
    @SuppressWarnings("unchecked")
    private static StreamOperatorFactory<ClosedWindow> windowOperator() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        DataStream<TrendPart> parts = environment
                .fromSequence(0, 0)
                .map(number -> new TrendPart(TrendKey.ALL, 0, new TrendCounts()))
                .returns(TrendPart.class);
        return ((OneInputTransformation<TrendPart, ClosedWindow>)
                        TrendWindows.attach(parts, CONFIG).getTransformation())
                .getOperatorFactory();
    }
}
