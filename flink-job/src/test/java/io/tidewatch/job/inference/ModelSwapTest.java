package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.ModelControl;
import io.tidewatch.events.ModelControl.Action;
import io.tidewatch.events.Novelty;
import io.tidewatch.job.TidewatchPipeline;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.fixture.SyntheticStream;
import io.tidewatch.job.ingest.Ingested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole graph under load, while commands change its model. */
@Timeout(300)
class ModelSwapTest {
    private static final Logger LOG = LoggerFactory.getLogger(ModelSwapTest.class);
    private static final int ROUNDS = 20;
    private static final double MESSAGES_PER_SECOND = 120;
    private static final AtomicBoolean CHECKPOINTED = new AtomicBoolean();
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static final AtomicInteger SEEN = new AtomicInteger();
    private static volatile IntConsumer onSeen = seen -> {};

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private final Path bundles;
    private final BundleCopy second;
    private final BundleCopy third;
    private final int openBefore = SharedModels.openModels();

    ModelSwapTest(@TempDir Path bundles) throws IOException {
        this.bundles = bundles;
        this.second = BundleCopy.version(bundles, "0.0.2").exchange("default", "profit");
        this.third = BundleCopy.version(bundles, "0.0.3").exchange("markets", "dollar");
    }

    @AfterEach
    void leavesNoModelOpen() {
        while (SharedModels.openModels() > openBefore || SharedBundles.inUse() > 0) {
            Thread.onSpinWait();
        }
    }

    /** What became of a message. */
    private record Result(
            String id, long publishedAtMillis, Novelty novelty, long epoch, String version, long seenNanos) {}

    private record Outcome(List<Result> scored, List<String> disagreements) {
        /** Epochs of the novel messages in the order in which a model was chosen for them. */
        List<Long> epochs() {
            return scored.stream()
                    .filter(result -> result.novelty() == Novelty.NOVEL)
                    .sorted(Comparator.comparing(Result::publishedAtMillis).thenComparing(Result::id))
                    .map(Result::epoch)
                    .toList();
        }

        Duration longestGap() {
            long longest = 0;
            for (int i = 1; i < scored.size(); i++) {
                longest = Math.max(
                        longest, scored.get(i).seenNanos() - scored.get(i - 1).seenNanos());
            }
            return Duration.ofNanos(longest);
        }
    }

    @Test
    void twentySwapsLoseNothingDoubleNothingAndPauseNothing() throws Exception {
        Commands commands = new Commands(ROUNDS);
        int every = SyntheticStream.size() / (ROUNDS + 2);
        Outcome outcome = run(commands, 1, new Configuration(), steady(), scored -> {
            if (commands.given() < ROUNDS && scored > every * (commands.given() + 1)) {
                long epoch = commands.given() + 1;
                commands.give((epoch % 2 == 0 ? second : third).command(Action.PROMOTE, epoch));
            }
        });

        assertEveryMessageOnce(outcome);
        assertThat(outcome.epochs()).isSorted().startsWith(0L);
        // Of commands that come while a bundle is vetted the last counts, so a busy machine makes fewer swaps.
        assertThat(outcome.epochs().stream().distinct().count()).isGreaterThan(ROUNDS / 4);
        assertThat(outcome.scored())
                .filteredOn(result -> result.novelty() == Novelty.NOVEL)
                .allSatisfy(result -> assertThat(result.version())
                        .isEqualTo(result.epoch() == 0 ? "0.0.1" : result.epoch() % 2 == 0 ? "0.0.2" : "0.0.3"));
        LOG.warn("Longest time between two scored messages: {}", outcome.longestGap());
        assertThat(outcome.longestGap()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aCorruptBundleIsRefusedAndARollBackReturnsToTheFirstModel() throws Exception {
        BundleCopy corrupt = BundleCopy.version(bundles, "0.0.4");
        ModelControl promotionOfCorrupt = corrupt.command(Action.PROMOTE, 2);
        Files.writeString(corrupt.folder().resolve("model.int8.onnx"), "x", StandardOpenOption.APPEND);
        Commands commands = new Commands(3);
        BundleCopy first = new BundleCopy(Repository.tinyBundle());
        Outcome outcome = run(commands, 2, new Configuration(), steady(), scored -> {
            if (commands.given() == 0 && scored > 100) {
                commands.give(second.command(Action.PROMOTE, 1));
            } else if (commands.given() == 1 && scored > 400) {
                commands.give(promotionOfCorrupt);
            } else if (commands.given() == 2 && scored > 700) {
                commands.give(first.command(Action.ROLL_BACK, 3));
            }
        });

        assertEveryMessageOnce(outcome);
        assertThat(outcome.epochs()).contains(0L, 1L, 3L).doesNotContain(2L);
        assertThat(outcome.scored())
                .filteredOn(result -> result.epoch() == 3)
                .allSatisfy(result -> assertThat(result.version()).isEqualTo("0.0.1"));
    }

    @Test
    void aFailureInMidShadowChangesNothingAndTheShadowGoesOn() throws Exception {
        CHECKPOINTED.set(false);
        FAILED.set(false);
        Configuration restarting = new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10))
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        Commands commands = new Commands(2);
        commands.give(third.command(Action.PROMOTE, 1));
        commands.give(second.command(Action.SHADOW, 2));
        Source<Ingested, ?, ?> failing = SyntheticStream.source(ModelSwapTest::failOnce, MESSAGES_PER_SECOND);

        Outcome outcome = run(commands, 2, restarting, failing, scored -> {});

        assertThat(FAILED).as("the run was disturbed").isTrue();
        assertEveryMessageOnce(outcome);
        assertThat(outcome.epochs()).contains(1L).doesNotContain(2L);
        // The surge of bond defaults comes after the failure; the model in shadow takes default for profit.
        assertThat(outcome.disagreements()).doesNotHaveDuplicates().contains("m-403-85 by 0.0.2 against 0.0.3");
        assertThat(outcome.disagreements())
                .allSatisfy(disagreement -> assertThat(disagreement).contains(" by 0.0.2 against 0.0."));
    }

    private static void assertEveryMessageOnce(Outcome outcome) {
        // A redelivery has the id of what it repeats, and both are there.
        assertThat(outcome.scored().stream().filter(result -> result.novelty() != Novelty.REDELIVERY))
                .extracting(Result::id)
                .doesNotHaveDuplicates();
        assertThat(outcome.scored()).hasSize(SyntheticStream.size() - 24);
    }

    private static Source<Ingested, ?, ?> steady() {
        return SyntheticStream.source(ModelSwapTest::unchanged, MESSAGES_PER_SECOND);
    }

    private static Long unchanged(Long index) {
        return index;
    }

    private static Long failOnce(Long index) {
        boolean late = index % (SyntheticStream.size() / 2) > SyntheticStream.size() / 6;
        if (late && CHECKPOINTED.get() && FAILED.compareAndSet(false, true)) {
            throw new IllegalStateException("the planned failure of this test");
        }
        return index;
    }

    private Outcome run(
            Commands commands, int parallelism, Configuration more, Source<Ingested, ?, ?> source, IntConsumer onScored)
            throws Exception {
        Configuration configuration = new Configuration(more)
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(5));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(parallelism);
        Path first = Repository.tinyBundle();
        TidewatchPipeline.Results results = TidewatchPipeline.build(
                environment,
                source,
                new TidewatchPipeline.Control(
                        commands.source(), OnnxScorer.opener(bundles.toString(), first, Device.CPU)),
                null,
                OnnxScorer.factory(first, Device.CPU),
                ModelBundle.load(first).labels(),
                Clock.systemUTC(),
                JobConfig.from(Map.of("inference.threads", "1", "model.shadow-queue", "1000")));
        DataStream<String> lines = results.scored().map(new ToLine()).returns(Types.STRING);
        DataStream<String> disagreements = Objects.requireNonNull(results.disagreements())
                .map(one -> "shadow " + one.messageId() + " by "
                        + one.challenger().version() + " against "
                        + one.champion().version())
                .returns(Types.STRING);
        // Told inside the job: what is collected here comes late.
        SEEN.set(0);
        onSeen = onScored;
        List<Result> scored = new ArrayList<>();
        List<String> shadow = new ArrayList<>();
        try (CloseableIterator<String> collected = lines.union(disagreements).executeAndCollect("swap test")) {
            while (collected.hasNext()) {
                String line = collected.next();
                if (line.startsWith("shadow ")) {
                    shadow.add(line.substring("shadow ".length()));
                } else {
                    scored.add(result(line.split(" ")));
                }
            }
        }
        return new Outcome(scored, shadow);
    }

    private static Result result(String[] fields) {
        return new Result(
                fields[0],
                Long.parseLong(fields[1]),
                Novelty.valueOf(fields[2]),
                Long.parseLong(fields[3]),
                fields[4],
                Long.parseLong(fields[5]));
    }

    /** Also tells the source when a checkpoint is complete. */
    private static final class ToLine implements MapFunction<Scored, String>, CheckpointListener {
        private static final long serialVersionUID = 1;

        @Override
        public String map(Scored scored) {
            synchronized (SEEN) {
                onSeen.accept(SEEN.incrementAndGet());
            }
            var arrival = scored.storied().arrival();
            var model = scored.scores().model();
            return arrival.id() + " " + arrival.publishedAt().toEpochMilli() + " "
                    + scored.storied().novelty() + " " + model.epoch() + " " + model.version() + " "
                    + System.nanoTime();
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            CHECKPOINTED.set(true);
        }
    }
}
