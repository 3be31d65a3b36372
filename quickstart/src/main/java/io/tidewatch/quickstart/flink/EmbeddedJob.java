package io.tidewatch.quickstart.flink;

import io.tidewatch.job.TidewatchJob;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.quickstart.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The real job, Kafka to Kafka, in a Flink MiniCluster in this process. */
public final class EmbeddedJob implements AutoCloseable {
    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(20);

    private final TemporaryFolder checkpoints;
    private final JobClient client;

    private EmbeddedJob(TemporaryFolder checkpoints, JobClient client) {
        this.checkpoints = checkpoints;
        this.client = client;
    }

    /**
     * @param checkpointInterval also how long scores and trends take to appear, because they are written exactly once
     * @param webPort port of Flink's web interface on the loopback interface; null for none
     * @param stopAt offsets at which the job ends; null to run until it is closed
     */
    public static EmbeddedJob start(
            JobConfig config,
            int parallelism,
            Duration checkpointInterval,
            @Nullable Integer webPort,
            @Nullable OffsetsInitializer stopAt)
            throws Exception {
        ScorerFactory model = OnnxScorer.factory(
                Path.of(config.inference().bundle()), config.inference().device());
        return start(config, model, parallelism, checkpointInterval, webPort, stopAt);
    }

    /**
     * As above, with another scorer than the bundle's own; its labels must be the bundle's.
     *
     * @param model opens the scorer
     */
    public static EmbeddedJob start(
            JobConfig config,
            ScorerFactory model,
            int parallelism,
            Duration checkpointInterval,
            @Nullable Integer webPort,
            @Nullable OffsetsInitializer stopAt)
            throws Exception {
        TemporaryFolder checkpoints = TemporaryFolder.create("tidewatch-checkpoints-");
        try {
            StreamExecutionEnvironment environment = environment(checkpoints, parallelism, webPort);
            environment.enableCheckpointing(checkpointInterval.toMillis());
            JobMetrics.reset();
            TidewatchJob.addTo(environment, config, model, stopAt);
            return new EmbeddedJob(checkpoints, environment.executeAsync("Tidewatch"));
        } catch (Exception e) {
            checkpoints.close();
            throw e;
        }
    }

    private static StreamExecutionEnvironment environment(
            TemporaryFolder checkpoints, int parallelism, @Nullable Integer webPort) {
        Configuration flink = new Configuration();
        flink.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                checkpoints.path().toUri().toString());
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.setString("metrics.reporters", "tidewatch");
        flink.setString("metrics.reporter.tidewatch.factory.class", JobMetrics.Factory.class.getName());
        flink.set(RestOptions.ADDRESS, "127.0.0.1");
        flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        if (webPort == null) {
            return StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
        }
        flink.set(RestOptions.PORT, webPort);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(flink);
        environment.setParallelism(parallelism);
        return environment;
    }

    /** Waits until the job has reached its stop offsets and everything it wrote is committed. */
    public void awaitEnd() throws IOException, InterruptedException {
        try {
            client.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            throw new IOException("the job failed: " + rootMessage(e), e);
        }
    }

    public boolean hasEnded() {
        return client.getJobExecutionResult().isDone();
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        try {
            if (!hasEnded()) {
                client.cancel().get(CANCEL_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The process is about to end and the MiniCluster with it; there is nothing left to save.
        } finally {
            checkpoints.close();
        }
    }
}
