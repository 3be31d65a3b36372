package io.tidewatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Message;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.fixture.SyntheticStream;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.ingest.Ingested;
import io.tidewatch.job.sink.ScoredMessages;
import io.tidewatch.job.trend.ClosedWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole graph with the tiny model in a Flink cluster of one process. */
@Timeout(300)
class TidewatchPipelineTest {
    private static final String SCORED = "scored";
    private static final String REJECTED = "rejected";
    private static final String TRENDS = "trends";
    private static final String ALERTS = "alerts";
    private static final Instant SURGE_START = Message.NOON.plus(Duration.ofMinutes(5 * 400));
    private static final Instant SURGE_END = Message.NOON.plus(Duration.ofMinutes(5 * 406));
    private static final AtomicBoolean CHECKPOINTED = new AtomicBoolean();
    private static final AtomicBoolean FAILED = new AtomicBoolean();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static Map<String, List<JsonNode>> undisturbed = Map.of();

    /** Once for all tests; not before all of them, because the cluster is not theirs before each. */
    @BeforeEach
    void runUndisturbed() throws Exception {
        if (undisturbed.isEmpty()) {
            undisturbed = run(SyntheticStream.source(), 1, new Configuration());
        }
    }

    private static List<JsonNode> undisturbed(String stream) {
        return undisturbed.getOrDefault(stream, List.of());
    }

    @Test
    void everyMessageIsScoredOrRejected() {
        assertThat(undisturbed(SCORED).size() + undisturbed(REJECTED).size()).isEqualTo(SyntheticStream.size());
        assertThat(undisturbed(REJECTED)).hasSize(24);
        assertThat(undisturbed(SCORED))
                .extracting(scored -> scored.get("novelty").textValue())
                .contains("novel", "exact-repeat", "near-repeat", "redelivery");
    }

    @Test
    void repeatsAreCountedOnlyInTheRawCounts() {
        int novel = 0;
        int raw = 0;
        int pressReleases = 0;
        for (JsonNode window : undisturbed(TRENDS)) {
            if (isOfAll(window)) {
                novel += total(window.get("novel"));
                raw += total(window.get("raw"));
                pressReleases += window.get("pressReleases").intValue();
            }
        }
        assertThat(novel).isEqualTo(countNovelty("novel") - pressReleases);
        assertThat(raw - novel).isEqualTo(countNovelty("exact-repeat") + countNovelty("near-repeat"));
        assertThat(pressReleases).isEqualTo(24);
    }

    private static boolean isOfAll(JsonNode window) {
        JsonNode key = window.get("key");
        return key.get("topic").isNull()
                && key.get("theme").isNull()
                && key.get("entity").isNull();
    }

    @Test
    void aCompanysMessagesAddUpOverItsTopics() {
        Map<String, Integer> alone = new TreeMap<>();
        Map<String, Integer> byTopic = new TreeMap<>();
        for (JsonNode window : undisturbed(TRENDS)) {
            JsonNode key = window.get("key");
            if (!key.get("entity").isNull() && key.get("theme").isNull()) {
                (key.get("topic").isNull() ? alone : byTopic)
                        .merge(key.get("entity").textValue(), total(window.get("raw")), Integer::sum);
            }
        }
        assertThat(alone).containsOnlyKeys("AAA", "BBB", "CCC", "DDD", "EEE", SyntheticStream.DEFAULTING);
        assertThat(byTopic).isEqualTo(alone);
    }

    @Test
    void theSurgeRaisesAlertsForTheCompanyThatItIsAboutAndForNoOther() {
        assertThat(undisturbed(ALERTS))
                .filteredOn(alert -> !alert.get("entity").isNull())
                .extracting(alert -> alert.get("entity").textValue())
                .isNotEmpty()
                .containsOnly(SyntheticStream.DEFAULTING);
    }

    @Test
    void theSurgeRaisesOneAlertForItsTopicAndOneForItsTheme() {
        List<JsonNode> alerts = undisturbed(ALERTS).stream()
                .filter(alert -> alert.get("entity").isNull())
                .toList();

        assertThat(alerts)
                .extracting(alert -> alert.get("topic").textValue() + " / "
                        + alert.get("theme").textValue())
                .containsOnly("Treasuries | Corporate Debt / null", "null / credit and default");
        assertThat(alerts)
                .filteredOn(alert -> alert.get("state").textValue().equals("opened"))
                .hasSize(2);
        assertThat(alerts)
                .extracting(alert -> alert.get("storyGroup").textValue())
                .containsOnly(alerts.get(0).get("storyGroup").textValue());
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(Instant.parse(alert.get("detectedAt").textValue())).isBetween(SURGE_START, SURGE_END);
            assertThat(alert.get("evidence")).hasSizeBetween(5, 10);
            assertThat(alert.get("leadingTerms").get(0).textValue()).isEqualTo("default");
        });
    }

    @Test
    void parallelismChangesNoTrendAndNoAlert() throws Exception {
        assertSame(run(SyntheticStream.source(), 2, new Configuration()));
    }

    @Test
    void aFailureInTheMiddleChangesNothing() throws Exception {
        assertAFailureChangesNothing(new Configuration());
    }

    @Test
    void stateOnDiskInIncrementalCheckpointsChangesNothing() throws Exception {
        assertAFailureChangesNothing(new Configuration()
                .set(StateBackendOptions.STATE_BACKEND, "rocksdb")
                .set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true));
    }

    private static void assertAFailureChangesNothing(Configuration backend) throws Exception {
        CHECKPOINTED.set(false);
        FAILED.set(false);
        Configuration restarting = new Configuration(backend)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10))
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        Source<Ingested, ?, ?> failing =
                SyntheticStream.source(TidewatchPipelineTest::failOnce, TidewatchPipelineTest::slowUntilCheckpointed);

        Map<String, List<JsonNode>> results = run(failing, 2, restarting);

        assertThat(FAILED).as("the run was disturbed").isTrue();
        assertSame(results);
    }

    private static void assertSame(Map<String, List<JsonNode>> results) {
        for (String stream : List.of(TRENDS, ALERTS, SCORED, REJECTED)) {
            assertThat(results.get(stream)).as(stream).containsExactlyInAnyOrderElementsOf(undisturbed(stream));
        }
    }

    /** So slow after the first half that there is a checkpoint before the end, however busy the machine is. */
    private static RateLimiter<?> slowUntilCheckpointed(int parallelism) {
        long fast = SyntheticStream.size() / parallelism / 2;
        AtomicLong taken = new AtomicLong();
        return split -> taken.incrementAndGet() < fast || CHECKPOINTED.get()
                ? CompletableFuture.completedStage(null)
                : CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
    }

    private static Long failOnce(Long index) {
        boolean late = index % (SyntheticStream.size() / 2) > SyntheticStream.size() / 4;
        if (late && CHECKPOINTED.get() && FAILED.compareAndSet(false, true)) {
            throw new IllegalStateException("the planned failure of this test");
        }
        return index;
    }

    private static Map<String, List<JsonNode>> run(Source<Ingested, ?, ?> source, int parallelism, Configuration more)
            throws Exception {
        Configuration configuration = new Configuration(more)
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(5));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(parallelism);
        ModelBundle.Labels labels = ModelBundle.load(Repository.tinyBundle()).labels();
        TidewatchPipeline.Results results = TidewatchPipeline.build(
                environment,
                source,
                OnnxScorer.factory(Repository.tinyBundle(), Device.AUTO),
                labels,
                Clock.systemUTC(),
                JobConfig.from(Map.of(
                        "inference.threads", "1",
                        "trend.alert-keys", "topic,theme,entity,topic-entity,theme-entity")));
        DataStream<String> lines = lines(SCORED, results.scored(), new ScoredMessages(labels)::toEvent)
                .union(
                        lines(REJECTED, results.rejected(), rejected -> rejected),
                        lines(TRENDS, results.trends(), ClosedWindow::toEvent),
                        lines(ALERTS, results.alerts(), alert -> alert));
        Map<String, List<JsonNode>> byStream = new TreeMap<>();
        try (CloseableIterator<String> collected = lines.executeAndCollect("pipeline test")) {
            collected.forEachRemaining(line -> {
                int blank = line.indexOf(' ');
                byStream.computeIfAbsent(line.substring(0, blank), absent -> new ArrayList<>())
                        .add(json(line.substring(blank + 1)));
            });
        }
        return byStream;
    }

    private static <T> DataStream<String> lines(String name, DataStream<T> results, MapFunction<T, Object> toEvent) {
        return results.map(new ToLine<>(name, toEvent)).returns(Types.STRING);
    }

    private static JsonNode json(String line) {
        try {
            return EventJson.mapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int total(JsonNode counts) {
        return counts.get("negative").intValue()
                + counts.get("neutral").intValue()
                + counts.get("positive").intValue();
    }

    private static int countNovelty(String novelty) {
        Collection<JsonNode> scored = undisturbed(SCORED);
        return (int) scored.stream()
                .filter(message -> message.get("novelty").textValue().equals(novelty))
                .count();
    }

    /** Also tells the source when a checkpoint is complete. */
    private record ToLine<T>(String name, MapFunction<T, Object> toEvent)
            implements MapFunction<T, String>, CheckpointListener {
        @Override
        public String map(T result) throws Exception {
            return name + " " + new String(EventJson.write(toEvent.map(result)), StandardCharsets.UTF_8);
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            CHECKPOINTED.set(true);
        }
    }
}
