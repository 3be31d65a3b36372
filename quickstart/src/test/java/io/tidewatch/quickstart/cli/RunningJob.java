package io.tidewatch.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.flink.EmbeddedJob;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import io.tidewatch.quickstart.replay.OnExit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker, the real job, a feed that never rests, and readers of what the job scores. */
final class RunningJob implements AutoCloseable {
    /** Before the message's number. */
    static final String ID = "m-";

    private static final int PARTITIONS = 2;
    private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(10);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final OnExit onExit = new OnExit();
    private final EmbeddedKafka kafka;
    private final AtomicBoolean feeding = new AtomicBoolean(true);
    private final AtomicBoolean reading = new AtomicBoolean(true);
    private final AtomicInteger sent = new AtomicInteger();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<Seen> committed = new CopyOnWriteArrayList<>();

    /** A scored message and when it was there. */
    record Seen(ScoredMessage message, long nanos) {}

    /**
     * Starts them.
     *
     * @param models folder of bundles
     * @param version of the model to start with
     * @param history what is sent first, without pauses
     * @param text of the message with a number
     */
    static RunningJob start(Path models, String version, List<ObjectNode> history, IntFunction<String> text)
            throws Exception {
        RunningJob running = new RunningJob();
        try {
            JobConfig config = JobConfig.from(Map.of(
                    "kafka.bootstrap-servers",
                    running.bootstrapServers(),
                    "kafka.start-from",
                    "earliest",
                    "ingest.max-out-of-orderness",
                    "500ms",
                    "inference.bundle",
                    models.resolve(version).toString(),
                    "inference.threads",
                    "1"));
            running.onExit.add(EmbeddedJob.start(config, 1, CHECKPOINT_INTERVAL, null, null));
            running.startThread("seen", () -> running.read("read_uncommitted", running.seen));
            running.startThread("committed", () -> running.read("read_committed", running.committed));
            running.startThread("feed", () -> running.feed(history, text));
            return running;
        } catch (Exception e) {
            running.close();
            throw e;
        }
    }

    private RunningJob() throws Exception {
        kafka = onExit.add(EmbeddedKafka.start());
        kafka.createTopics(PARTITIONS);
    }

    private void startThread(String name, Runnable work) {
        Thread thread = new Thread(work, "test-" + name);
        thread.setDaemon(true);
        thread.start();
        onExit.add(() -> {
            feeding.set(false);
            reading.set(false);
            thread.join();
        });
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    private void feed(List<ObjectNode> history, IntFunction<String> text) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < history.size(); i++) {
                send(producer, i, history.get(i));
            }
            for (int i = 0; feeding.get(); i++) {
                send(producer, i, TestStreams.message(ID + i, Instant.now(), text.apply(i)));
                sent.incrementAndGet();
                LockSupport.parkNanos(BETWEEN_MESSAGES.toNanos());
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, int number, ObjectNode message) {
        producer.send(new ProducerRecord<>(Topics.RAW.topic(), number % PARTITIONS, null, TestStreams.bytes(message)));
    }

    private void read(String isolation, List<Seen> into) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(
                    new TopicPartition(Topics.SCORED.topic(), 0), new TopicPartition(Topics.SCORED.topic(), 1)));
            while (reading.get()) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> into.add(
                                new Seen(EventJson.read(record.value(), ScoredMessage.class), System.nanoTime())));
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Publishes what people say. */
    void say(List<AnalystFeedback> feedback) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            feedback.forEach(
                    one -> producer.send(new ProducerRecord<>(Topics.FEEDBACK.topic(), 0, null, EventJson.write(one))));
        }
    }

    /** What the job has scored, in the order in which it was there. */
    List<Seen> seen() {
        return seen;
    }

    /** Waits until so many committed messages have what is asked for, and returns those. */
    List<ScoredMessage> awaitCommitted(int count, Predicate<ScoredMessage> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<ScoredMessage> found =
                    committed.stream().map(Seen::message).filter(wanted).toList();
            if (found.size() >= count) {
                return found;
            }
            assertThat(System.nanoTime())
                    .as("%d of %d messages in time", found.size(), count)
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /**
     * What came of all that was sent until now, without the history; the feed goes on, because the job waits for what may
     * come late.
     */
    List<ScoredMessage> awaitAllSentUntilNow() {
        int count = sent.get();
        return awaitCommitted(
                count,
                message -> isLive(message) && Integer.parseInt(message.id().substring(ID.length())) < count);
    }

    /** Whether it is none of the history. */
    static boolean isLive(ScoredMessage message) {
        return message.id().startsWith(ID);
    }

    @Override
    public void close() {
        onExit.close();
    }
}
