package io.tidewatch.benchmarks;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.NewsMessage;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.metrics.MetricNames;
import io.tidewatch.quickstart.flink.EmbeddedJob;
import io.tidewatch.quickstart.flink.JobMetrics;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import io.tidewatch.quickstart.replay.Feeder;
import io.tidewatch.quickstart.replay.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs the real job between two Kafka topics, as {@code ./tidewatch replay} runs it, on one broker for the whole
 * benchmark. What came of a run is read from Kafka: the broker stamps each score with the time of its arrival.
 */
final class JobRuns implements AutoCloseable {
    /** As long as a replay's. */
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
    /** One over this share of a run is the start of the job, and compiling. */
    private static final int WARM_UP_SHARE = 10;

    private static final long POLL_MILLIS = 20;

    private final Path bundle;
    private final int parallelism;
    private final EmbeddedKafka broker;
    private final KafkaTopics topics;
    private final Map<String, Long> sent = new HashMap<>();
    private int runs;

    private JobRuns(Path bundle, int parallelism, EmbeddedKafka broker) {
        this.bundle = bundle;
        this.parallelism = parallelism;
        this.broker = broker;
        this.topics = new KafkaTopics(broker.bootstrapServers());
    }

    static JobRuns start(Path bundle, int parallelism) throws IOException {
        return new JobRuns(bundle, parallelism, EmbeddedKafka.start());
    }

    /**
     * What became of a topic's messages.
     *
     * @param scored messages in the job's output, repeats among them; {@code sent = scored + rejected}
     * @param messagesPerSecond by the times at which scores reached Kafka, without the first tenth of the run
     * @param padding tokens that the model processed over tokens of the texts
     */
    record Outcome(long sent, long scored, long repeats, long rejected, double messagesPerSecond, double padding) {}

    /**
     * How fast messages get through: milliseconds from the moment at which a message was due in Kafka to the moment at
     * which its score was there, less the time for which the job waits for messages of an earlier date.
     */
    record Latency(long messages, double p50, double p95, double p99) {}

    /** Makes a topic for the job to read, of messages under their own dates. */
    void fill(String topic, Iterator<NewsMessage> messages) throws IOException {
        fillWith(
                topic,
                StreamSupport.stream(Spliterators.spliteratorUnknownSize(messages, 0), false)
                        .map(message -> Map.entry(message.publishedAt().toEpochMilli(), EventJson.write(message)))
                        .iterator());
    }

    /**
     * Makes a topic for the job to read, of records of any kind.
     *
     * @param dated values under their dates, in epoch milliseconds
     */
    void fillWith(String topic, Iterator<Map.Entry<Long, byte[]>> dated) throws IOException {
        topics.createInput(topic, Replay.PARTITIONS);
        sent.put(topic, topics.send(topic, Replay.PARTITIONS, dated));
    }

    /** Makes a topic for the job to read out of recorded streams. */
    void fill(String topic, List<Path> streams) throws IOException, InterruptedException {
        topics.createInput(topic, Replay.PARTITIONS);
        Feeder feeder = new Feeder(streams, null, null);
        feeder.feed(broker.bootstrapServers(), topic, Replay.PARTITIONS, null, count -> sent.put(topic, count));
    }

    /**
     * Runs the job over all messages of a topic that was filled.
     *
     * @param told of each score, in no particular order
     */
    Outcome run(String topic, ScorerFactory scorer, Consumer<ConsumerRecord<byte[], byte[]>> told) throws Exception {
        long count = Objects.requireNonNull(sent.get(topic), () -> "the topic " + topic + " was not filled");
        JobConfig config = config(topic, Map.of());
        try (EmbeddedJob job = start(config, scorer, stopAt(topic, count))) {
            job.awaitEnd();
        }
        return outcome(config, count, told);
    }

    private Outcome outcome(JobConfig config, long count, Consumer<ConsumerRecord<byte[], byte[]>> told)
            throws IOException {
        LongStream.Builder arrivals = LongStream.builder();
        topics.read(config.kafka().topic(Topics.SCORED), score -> {
            arrivals.add(score.timestamp());
            told.accept(score);
        });
        long[] times = arrivals.build().sorted().toArray();
        long rejected = topics.size(config.kafka().topic(Topics.REJECTED));
        deleteOutputs(config);
        return new Outcome(
                count,
                times.length,
                JobMetrics.count(MetricNames.REPEATS),
                rejected,
                messagesPerSecond(times),
                (double) JobMetrics.count(MetricNames.PADDED_TOKENS) / JobMetrics.count(MetricNames.TOKENS));
    }

    /**
     * Runs the job over all messages of a topic that was filled, and looks up again and again how far it has come.
     *
     * @param step messages
     * @param told each time that the job has read another step, of how many steps it has read
     */
    Outcome runInSteps(String topic, ScorerFactory scorer, long step, IntConsumer told) throws Exception {
        long count = Objects.requireNonNull(sent.get(topic), () -> "the topic " + topic + " was not filled");
        JobConfig config = config(topic, Map.of());
        try (EmbeddedJob job = start(config, scorer, stopAt(topic, count))) {
            for (int steps = 1; steps * step <= count; steps++) {
                awaitRead(job, steps * step);
                told.accept(steps);
            }
            job.awaitEnd();
        }
        return outcome(config, count, score -> {});
    }

    /** @param arrivals in milliseconds, ascending, at least two */
    static double messagesPerSecond(long[] arrivals) {
        int first = arrivals.length / WARM_UP_SHARE;
        int last = arrivals.length - 1;
        return (last - first) * 1e3 / Math.max(1, arrivals[last] - arrivals[first]);
    }

    /**
     * Feeds messages at a steady rate, each dated at the moment it is due, as a live feed does.
     *
     * @param settings of the job, beside its own
     */
    Latency latency(
            Iterator<NewsMessage> messages,
            ScorerFactory scorer,
            double messagesPerSecond,
            Duration warmUp,
            Duration measured,
            Map<String, String> settings)
            throws Exception {
        String topic = "latency-" + runs;
        topics.createInput(topic, Replay.PARTITIONS);
        JobConfig config = config(topic, settings);
        Duration orderWait = config.ingest().maxOutOfOrderness();
        // A message is let through when one dated that much later has come: so feeding goes on for longer than that.
        Duration fed = warmUp.plus(measured).plus(orderWait.multipliedBy(2));
        long count = Math.round(fed.toMillis() / 1e3 * messagesPerSecond);
        long begin;
        try (EmbeddedJob job = start(config, scorer, stopAt(topic, Replay.PARTITIONS + count));
                KafkaProducer<byte[], byte[]> producer = topics.producer(0)) {
            for (int partition = 0; partition < Replay.PARTITIONS; partition++) {
                producer.send(KafkaTopics.record(topic, partition, dated(messages.next(), System.currentTimeMillis())));
            }
            awaitRead(job, Replay.PARTITIONS);
            begin = System.currentTimeMillis();
            for (long i = 0; i < count; i++) {
                long due = begin + Math.round(i * 1e3 / messagesPerSecond);
                TimeUnit.MILLISECONDS.sleep(due - System.currentTimeMillis());
                // Dated when it was due, however late it is: a sender that is held up must not hide a wait.
                int partition = (int) (i % Replay.PARTITIONS);
                producer.send(KafkaTopics.record(topic, partition, dated(messages.next(), due)));
            }
            producer.flush();
            job.awaitEnd();
        }
        long from = begin + warmUp.toMillis();
        long to = from + measured.toMillis();
        LongStream.Builder latencies = LongStream.builder();
        topics.read(config.kafka().topic(Topics.SCORED), score -> {
            long due = EventJson.read(score.value(), ScoredMessage.class)
                    .publishedAt()
                    .toEpochMilli();
            if (due >= from && due < to) {
                latencies.add(score.timestamp() - due - orderWait.toMillis());
            }
        });
        deleteOutputs(config);
        topics.delete(List.of(topic));
        long[] sorted = latencies.build().sorted().toArray();
        return new Latency(sorted.length, quantile(sorted, 0.5), quantile(sorted, 0.95), quantile(sorted, 0.99));
    }

    private static NewsMessage dated(NewsMessage message, long epochMillis) {
        return new NewsMessage(
                message.schemaVersion(),
                message.id(),
                message.source(),
                message.kind(),
                Instant.ofEpochMilli(epochMillis),
                message.title(),
                message.text(),
                message.url(),
                message.lang(),
                message.symbols());
    }

    private static void awaitRead(EmbeddedJob job, long messages) throws IOException, InterruptedException {
        while (JobMetrics.count(MetricNames.MESSAGES_READ) < messages) {
            if (job.hasEnded() && JobMetrics.count(MetricNames.MESSAGES_READ) < messages) {
                job.awaitEnd();
                throw new IOException("the job ended before it had read anything");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static double quantile(long[] sorted, double share) {
        if (sorted.length == 0) {
            throw new IllegalStateException("no message was scored while latency was measured");
        }
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    private static OffsetsInitializer stopAt(String topic, long count) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (int partition = 0; partition < Replay.PARTITIONS; partition++) {
            ends.put(new TopicPartition(topic, partition), Feeder.endOffset(count, partition, Replay.PARTITIONS));
        }
        return OffsetsInitializer.offsets(ends);
    }

    /** Each run has topics of its own to write to, so that what is read there is its own. */
    private JobConfig config(String input, Map<String, String> settings) throws IOException {
        String run = "run-" + ++runs;
        Map<String, String> all = new HashMap<>(settings);
        all.put("kafka.topic.raw", input);
        all.put("kafka.topic.scored", run + "-scored");
        all.put("kafka.topic.trends", run + "-trends");
        all.put("kafka.topic.alerts", run + "-alerts");
        all.put("kafka.topic.rejected", run + "-rejected");
        all.put("kafka.transactional-id-prefix", run);
        JobConfig config = Replay.config(broker.bootstrapServers(), bundle, all);
        for (String output : outputs(config)) {
            topics.createOutput(output, output.endsWith("-scored") ? Replay.PARTITIONS : 1);
        }
        return config;
    }

    private static List<String> outputs(JobConfig config) {
        JobConfig.KafkaConfig kafka = config.kafka();
        return List.of(
                kafka.topic(Topics.SCORED),
                kafka.topic(Topics.TRENDS),
                kafka.topic(Topics.ALERTS),
                kafka.topic(Topics.REJECTED));
    }

    private void deleteOutputs(JobConfig config) throws IOException {
        topics.delete(outputs(config));
    }

    private EmbeddedJob start(JobConfig config, ScorerFactory scorer, OffsetsInitializer stopAt) throws Exception {
        return EmbeddedJob.start(config, scorer, parallelism, CHECKPOINT_INTERVAL, null, stopAt);
    }

    @Override
    public void close() {
        topics.close();
        broker.close();
    }
}
