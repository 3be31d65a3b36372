package io.tidewatch.quickstart.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.Alert;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.metrics.MetricNames;
import io.tidewatch.quickstart.flink.EmbeddedJob;
import io.tidewatch.quickstart.flink.JobMetrics;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Replays recorded streams through the real job: a broker is started, the streams are fed to {@code news.raw}, the job
 * reads up to the last of their messages and ends, and its topics are written to files.
 */
public final class Replay {
    /** Of {@code news.raw}; fixed, so that offsets do not depend on the parallelism. */
    public static final int PARTITIONS = 4;

    private static final long POLL_MILLIS = 200;
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

    private final Feeder feeder;
    private final Path modelBundle;
    private final Options options;
    private final @Nullable ScorerFactory scorer;

    /**
     * How to replay.
     *
     * @param speed seconds of event time per second; null for as fast as can be
     * @param parallelism subtasks of each operator
     * @param webPort port of Flink's web interface; null for none
     * @param settings of the job, beside those that a replay gives itself
     */
    public record Options(
            @Nullable Double speed,
            int parallelism,
            @Nullable Integer webPort,
            Map<String, String> settings) {}

    /** @throws IllegalArgumentException if a setting is unknown or its value is bad, before anything is started */
    public Replay(Feeder feeder, Path modelBundle, Options options) {
        this(feeder, modelBundle, options, null);
    }

    /**
     * As above, with another scorer than the bundle's own; its labels must be the bundle's.
     *
     * @param scorer null for the bundle's own
     */
    public Replay(Feeder feeder, Path modelBundle, Options options, @Nullable ScorerFactory scorer) {
        config("localhost:9092", modelBundle, options.settings());
        this.feeder = feeder;
        this.modelBundle = modelBundle;
        this.options = options;
        this.scorer = scorer;
    }

    /** The job's settings for a replay: as deployed, but reading from the start and never giving a partition up. */
    public static JobConfig config(String bootstrapServers, Path modelBundle, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "kafka.bootstrap-servers",
                bootstrapServers,
                "kafka.start-from",
                "earliest",
                "inference.bundle",
                modelBundle.toString(),
                // A partition that is slow on a busy machine must not be taken for idle: results would depend on it.
                "ingest.idleness",
                "0s"));
        all.putAll(settings);
        return JobConfig.from(all);
    }

    /** Offsets at which a job ends that reads {@code count} messages, fed by {@link Feeder}. */
    public static OffsetsInitializer stopAt(long count) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ends.put(new TopicPartition(Topics.RAW.topic(), partition), Feeder.endOffset(count, partition, PARTITIONS));
        }
        return OffsetsInitializer.offsets(ends);
    }

    /**
     * Runs the replay to its end.
     *
     * @param out folder for the results; made if it is not there
     * @param count messages that the feeder will send
     * @param progress told how many messages the job has read
     * @param onAlert told of each step of an alert as it is raised, on a thread of its own
     */
    public ReplayReport run(Path out, long count, LongConsumer progress, Consumer<Alert> onAlert) throws Exception {
        Files.createDirectories(out);
        try (OnExit onExit = new OnExit()) {
            EmbeddedKafka kafka = startKafka(onExit);
            Instant start = Instant.now();
            EmbeddedJob job = startJob(onExit, kafka, stopAt(count));
            AlertTail alerts = onExit.add(new AlertTail(kafka.bootstrapServers(), onAlert));
            feed(kafka, progress);
            while (!job.hasEnded()) {
                progress.accept(JobMetrics.count(MetricNames.MESSAGES_READ));
                Thread.sleep(POLL_MILLIS);
            }
            job.awaitEnd();
            double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
            progress.accept(JobMetrics.count(MetricNames.MESSAGES_READ));
            alerts.awaitCaughtUp();
            return writeResults(kafka, out, seconds);
        }
    }

    /**
     * Runs the replay and leaves the job waiting for more messages, until the process is ended.
     *
     * @param beside starts what else shall read the topics, given the broker's address
     */
    public void runUntilStopped(Function<String, AutoCloseable> beside, Consumer<Alert> onAlert, Runnable onFed)
            throws Exception {
        try (OnExit onExit = new OnExit()) {
            EmbeddedKafka kafka = startKafka(onExit);
            onExit.add(beside.apply(kafka.bootstrapServers()));
            EmbeddedJob job = startJob(onExit, kafka, null);
            onExit.add(new AlertTail(kafka.bootstrapServers(), onAlert));
            feed(kafka, read -> {});
            onFed.run();
            job.awaitEnd();
        }
    }

    private static EmbeddedKafka startKafka(OnExit onExit) throws IOException {
        EmbeddedKafka kafka = onExit.add(EmbeddedKafka.start());
        kafka.createTopics(PARTITIONS);
        return kafka;
    }

    private EmbeddedJob startJob(OnExit onExit, EmbeddedKafka kafka, @Nullable OffsetsInitializer stopAt)
            throws Exception {
        JobConfig config = config(kafka.bootstrapServers(), modelBundle, options.settings());
        ScorerFactory model = scorer != null
                ? scorer
                : OnnxScorer.factory(modelBundle, config.inference().device());
        return onExit.add(EmbeddedJob.start(
                config, model, options.parallelism(), CHECKPOINT_INTERVAL, options.webPort(), stopAt));
    }

    private void feed(EmbeddedKafka kafka, LongConsumer progress) throws IOException, InterruptedException {
        feeder.feed(
                kafka.bootstrapServers(),
                Topics.RAW.topic(),
                PARTITIONS,
                options.speed(),
                sent -> progress.accept(JobMetrics.count(MetricNames.MESSAGES_READ)));
    }

    private ReplayReport writeResults(EmbeddedKafka kafka, Path out, double seconds) throws IOException {
        long[] scoredAndRepeats = new long[2];
        String servers = kafka.bootstrapServers();
        TopicFile.write(
                servers,
                Topics.SCORED.topic(),
                out.resolve("scored.jsonl"),
                key(Replay::inputOrder),
                value -> scoredAndRepeats[tree(value).path("novelty").asText().equals("novel") ? 0 : 1]++);
        int rejected = TopicFile.write(
                servers, Topics.REJECTED.topic(), out.resolve("rejected.jsonl"), key(Replay::inputOrder), value -> {});
        long[] windowsClosed = new long[1];
        TopicFile.write(
                servers,
                Topics.TRENDS.topic(),
                out.resolve("trends.jsonl"),
                key(Replay::trendOrder),
                value -> windowsClosed[0] += tree(value).path("revision").asInt() == 0 ? 1 : 0);
        Set<String> alerts = new HashSet<>();
        TopicFile.write(
                servers,
                Topics.ALERTS.topic(),
                out.resolve("alerts.jsonl"),
                key(Replay::alertOrder),
                value -> alerts.add(tree(value).path("id").asText()));
        long read = JobMetrics.count(MetricNames.MESSAGES_READ);
        long batches = JobMetrics.count(MetricNames.BATCHES);
        long tokens = JobMetrics.count(MetricNames.TOKENS);
        long[] latency = JobMetrics.quantiles(MetricNames.SCORING_LATENCY_MILLIS, 0.5, 0.95, 0.99);
        ReplayReport report = new ReplayReport(
                read,
                rejected,
                scoredAndRepeats[1],
                scoredAndRepeats[0],
                JobMetrics.count(MetricNames.LATE_CORRECTED) + JobMetrics.count(MetricNames.LATE_DROPPED),
                windowsClosed[0],
                alerts.size(),
                seconds,
                rounded(read / seconds),
                rounded((double) JobMetrics.count(MetricNames.TEXT_WINDOWS) / Math.max(1, batches)),
                rounded((double) JobMetrics.count(MetricNames.PADDED_TOKENS) / Math.max(1, tokens)),
                new ReplayReport.Latency(latency[0], latency[1], latency[2]),
                new ReplayReport.Model(
                        ModelBundle.load(modelBundle).version(),
                        JobMetrics.label(MetricNames.MODEL_INFO, "variant"),
                        JobMetrics.label(MetricNames.MODEL_INFO, "device")),
                peakRssMiB());
        Files.write(
                out.resolve("report.json"),
                EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
        return report;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e3) / 1e3;
    }

    private static Function<byte[], String> key(Function<JsonNode, String> order) {
        return value -> order.apply(tree(value));
    }

    private static JsonNode tree(byte[] json) {
        try {
            return EventJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("the job wrote a value that is no JSON", e);
        }
    }

    /** The feeder goes round the partitions, so offset and partition give the line's place in the input. */
    private static String inputOrder(JsonNode value) {
        JsonNode origin = value.path("origin");
        return String.format(
                Locale.ROOT,
                "%012d-%d",
                origin.path("offset").asLong(),
                origin.path("partition").asInt());
    }

    private static String trendOrder(JsonNode value) {
        return value.path("windowStart").asText()
                + value.path("key")
                + String.format(Locale.ROOT, "%06d", value.path("revision").asInt());
    }

    private static String alertOrder(JsonNode value) {
        return value.path("windowEnd").asText()
                + value.path("id").asText()
                + value.path("state").asText();
    }

    private static long peakRssMiB() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
