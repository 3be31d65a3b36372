package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.job.TidewatchPipeline;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.fixture.SyntheticStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits the job and cancels it while it scores, again and again. {@code -Dtidewatch.rounds=50} takes as many rounds as
 * a release is tested with.
 */
class SubmitAndCancelTest {
    private static final int ROUNDS = Integer.getInteger("tidewatch.rounds", 8);
    /** Rounds until caches, thread pools and the allocators' arenas have their size. */
    private static final int WARM_UP = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SubmitAndCancelTest.class);
    private static final AtomicLong SCORED = new AtomicLong();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final int PATIENCE_STEPS = 100;

    /** What must not grow from round to round. */
    private record Footprint(int models, int threads, long metaspaceKiB, long residentKiB, long temporaryFiles) {
        static Footprint now() throws IOException {
            System.gc();
            return new Footprint(
                    SharedModels.openModels(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    metaspace() / 1024,
                    resident(),
                    runtimeFiles());
        }

        private static long metaspace() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().equals("Metaspace"))
                    .map(MemoryPoolMXBean::getUsage)
                    .mapToLong(java.lang.management.MemoryUsage::getUsed)
                    .sum();
        }

        private static long resident() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }

        private static long runtimeFiles() throws IOException {
            try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                return files.filter(file -> file.getFileName().toString().contains("onnxruntime"))
                        .count();
            }
        }
    }

    @Test
    void nothingGrowsFromRoundToRound() throws Exception {
        List<Footprint> footprints = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            submitAndCancel();
            footprints.add(Footprint.now());
        }

        Footprint first = footprints.get(WARM_UP - 1);
        Footprint last = footprints.get(footprints.size() - 1);
        // Threads of a job that was cancelled a moment ago may still be ending; those of a leak stay.
        for (int wait = 0; wait < PATIENCE_STEPS && last.threads() > first.threads() + 3; wait++) {
            TimeUnit.MILLISECONDS.sleep(100);
            last = Footprint.now();
        }
        // Those of a release's rounds are looked at, too.
        LOG.warn("Footprints: {}", footprints);
        assertThat(footprints).extracting(Footprint::models).containsOnly(0);
        assertThat(last.threads()).isLessThanOrEqualTo(first.threads() + 3);
        assertThat(last.temporaryFiles()).isEqualTo(first.temporaryFiles());
        // Profiles of methods that the virtual machine still learns about: 2 MiB over the first dozen rounds, less and
        // less
        // after. The classes of one job, kept by its class loader, would be a multiple of this in each round.
        assertThat(last.metaspaceKiB()).isLessThan(first.metaspaceKiB() + ROUNDS * 256L);
        assertThat(last.residentKiB()).isLessThan(first.residentKiB() + ROUNDS * 4096L);
    }

    private static Long unchanged(Long index) {
        return index;
    }

    private static void submitAndCancel() throws Exception {
        Configuration configuration = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(2);
        ModelBundle.Labels labels = ModelBundle.load(Repository.tinyBundle()).labels();
        TidewatchPipeline.Results results = TidewatchPipeline.build(
                environment,
                // Slow enough that the job is still scoring when it is cancelled.
                SyntheticStream.source(SubmitAndCancelTest::unchanged, 200),
                OnnxScorer.factory(Repository.tinyBundle(), Device.CPU),
                labels,
                Clock.systemUTC(),
                JobConfig.from(Map.of("inference.threads", "1")));
        results.scored()
                .map(scored -> {
                    SCORED.incrementAndGet();
                    return scored;
                })
                .sinkTo(new DiscardingSink<>());
        results.alerts().sinkTo(new DiscardingSink<>());
        long before = SCORED.get();
        JobClient job = environment.executeAsync("submit and cancel");
        while (SCORED.get() < before + 20) {
            Thread.onSpinWait();
        }
        assertThat(SharedModels.openModels()).isEqualTo(1);
        job.cancel().get(60, TimeUnit.SECONDS);
        try {
            job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e).hasStackTraceContaining("cancel");
        }
    }
}
