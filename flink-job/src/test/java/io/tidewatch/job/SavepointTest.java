package io.tidewatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.fixture.SyntheticStream;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.ingest.Ingested;
import io.tidewatch.job.sink.ScoredMessages;
import io.tidewatch.job.trend.ClosedWindow;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upgrade: the job is stopped with a savepoint and goes on from it. {@code src/test/resources/savepoints} has one of
 * each version whose state the job must still read; {@code -Dtidewatch.write-savepoint=VERSION} adds today's.
 */
@Timeout(300)
class SavepointTest {
    private static final Path RELEASED = Repository.savepoints();
    /** The surge of the stream comes after it. */
    private static final int STOPPED_AT = SyntheticStream.size() / 2;

    private static final Queue<String> WRITTEN = new ConcurrentLinkedQueue<>();
    private static CompletableFuture<Void> atTheStop = new CompletableFuture<>();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void forget() {
        WRITTEN.clear();
        atTheStop = new CompletableFuture<>();
    }

    @Test
    void aJobThatWasStoppedGoesOnAsIfItHadNotAtAnotherParallelism() throws Exception {
        start(SyntheticStream.source(), 1, null).getJobExecutionResult().get();
        List<String> undisturbed = List.copyOf(WRITTEN);
        WRITTEN.clear();

        Path savepoint = stopInTheMiddle(undisturbed.size() / 4);
        assertThat(WRITTEN.size()).isBetween(undisturbed.size() / 4, undisturbed.size() * 3 / 4);
        start(SyntheticStream.source(), 2, savepoint).getJobExecutionResult().get();

        List<String> missing = new ArrayList<>(undisturbed);
        List<String> written = new ArrayList<>(WRITTEN);
        written.forEach(missing::remove);
        undisturbed.forEach(written::remove);
        assertThat(missing).as("missing").isEmpty();
        assertThat(written).as("written twice or otherwise").isEmpty();
        if (System.getProperty("tidewatch.write-savepoint") != null) {
            Path version = Files.createDirectories(RELEASED.resolve(System.getProperty("tidewatch.write-savepoint")));
            Files.copy(savepoint.resolve("_metadata"), version.resolve("_metadata"));
        }
    }

    static Stream<Path> releasedSavepoints() throws IOException {
        try (Stream<Path> versions = Files.list(RELEASED)) {
            return versions.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("releasedSavepoints")
    void theStateOfAReleaseIsRead(Path savepoint) throws Exception {
        start(SyntheticStream.source(), 2, savepoint).getJobExecutionResult().get();

        List<Long> offsets = new ArrayList<>();
        List<String> openedAlerts = new ArrayList<>();
        for (String line : WRITTEN) {
            JsonNode event = EventJson.mapper().readTree(line);
            if (event.has("origin")) {
                offsets.add(event.get("origin").get("offset").longValue());
            } else if (event.path("state").asText().equals("opened")) {
                openedAlerts.add(event.path("topic").asText() + " / "
                        + event.path("theme").asText());
            }
        }
        List<Long> afterTheStop = new ArrayList<>();
        for (long offset = STOPPED_AT + 1L; offset < SyntheticStream.size(); offset++) {
            afterTheStop.add(offset);
        }
        assertThat(offsets).doesNotHaveDuplicates().containsAll(afterTheStop);
        assertThat(openedAlerts).contains("Treasuries | Corporate Debt / null", "null / credit and default");
    }

    /** @param written results before the stop, at least: the job may be far behind its source */
    private Path stopInTheMiddle(int written) throws Exception {
        JobClient job = start(SyntheticStream.source(index -> index, SavepointTest::untilTheStop), 1, null);
        atTheStop.get(1, TimeUnit.MINUTES);
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (WRITTEN.size() < written) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
        String savepoint = job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                .get(1, TimeUnit.MINUTES);
        return Path.of(URI.create(savepoint));
    }

    private static RateLimiter<?> untilTheStop(int parallelism) {
        AtomicLong taken = new AtomicLong();
        return split -> {
            if (taken.incrementAndGet() <= STOPPED_AT) {
                return CompletableFuture.completedStage(null);
            }
            atTheStop.complete(null);
            return new CompletableFuture<>();
        };
    }

    private static JobClient start(Source<Ingested, ?, ?> source, int parallelism, @Nullable Path savepoint)
            throws Exception {
        Configuration configuration = new Configuration()
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(5))
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200))
                // One file, which can be committed.
                .set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1))
                .set(ExecutionOptions.SNAPSHOT_COMPRESSION, true);
        if (savepoint != null) {
            configuration.set(
                    StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(parallelism);
        ModelBundle.Labels labels = ModelBundle.load(Repository.tinyBundle()).labels();
        TidewatchPipeline.Results results = TidewatchPipeline.build(
                environment,
                source,
                OnnxScorer.factory(Repository.tinyBundle(), Device.AUTO),
                labels,
                Clock.systemUTC(),
                JobConfig.from(Map.of("inference.threads", "1")));
        write("scored", results.scored(), new ScoredMessages(labels)::toEvent);
        write("rejected", results.rejected(), rejected -> rejected);
        write("trends", results.trends(), ClosedWindow::toEvent);
        write("alerts", results.alerts(), alert -> alert);
        return environment.executeAsync("savepoint test");
    }

    private static <T> void write(String name, DataStream<T> results, MapFunction<T, Object> toEvent) {
        results.map(new Keep<>(toEvent))
                .uid("test-keep-" + name)
                .sinkTo(new DiscardingSink<>())
                .uid("test-discard-" + name);
    }

    /**
     * Counts as written what came before a checkpoint, as Kafka's transactions do: texts that were in the model when the
     * job stopped are part of the savepoint, and their scores may come before it ends.
     */
    private static final class Keep<T> extends RichMapFunction<T, Boolean> implements CheckpointedFunction {
        private static final long serialVersionUID = 1;
        private final MapFunction<T, Object> toEvent;
        private final ArrayList<String> pending = new ArrayList<>();

        Keep(MapFunction<T, Object> toEvent) {
            this.toEvent = toEvent;
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {
            // There is no state: what was written stays written.
        }

        @Override
        public Boolean map(T result) throws Exception {
            return pending.add(new String(EventJson.write(toEvent.map(result)), StandardCharsets.UTF_8));
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) {
            WRITTEN.addAll(pending);
            pending.clear();
        }
    }
}
