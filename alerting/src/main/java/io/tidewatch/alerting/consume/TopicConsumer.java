package io.tidewatch.alerting.consume;

import io.micrometer.core.instrument.Counter;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.store.OffsetStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic on a thread of its own and writes it to the database, batch by batch. The offsets lie in the database and
 * change with what was read, so a crash at any moment loses and doubles nothing. It asks Kafka for more only when the
 * last batch is written: a slow database makes the lag in Kafka grow, not the heap. There is no consumer group, so one
 * service alone may write to a database.
 */
public final class TopicConsumer<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** New partitions of the topic are found within this time. */
    private static final long REFRESH_NANOS = Duration.ofSeconds(30).toNanos();

    private final String topic;
    private final TopicBatches<T> batches;
    private final OffsetStore offsets = new OffsetStore();
    private final Jdbi jdbi;
    private final KafkaClients clients;
    private final Counter malformed;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean reading;
    /** Not a number until Kafka has told it for every partition. */
    private volatile double lag = Double.NaN;

    private long refreshedNanos;

    public TopicConsumer(
            TopicWriter<T> writer,
            Jdbi jdbi,
            KafkaClients clients,
            DeskConfig.KafkaConfig config,
            DeskMetrics metrics) {
        this.topic = config.topic(writer.topic());
        this.jdbi = jdbi;
        this.clients = clients;
        this.malformed = metrics.counter(DeskMetrics.RECORDS_MALFORMED, "topic", topic);
        this.batches = new TopicBatches<>(writer, topic, jdbi, offsets, malformed, metrics);
        metrics.gauge(DeskMetrics.LAG, this, consumer -> consumer.lag, "topic", topic);
        this.thread = new Thread(this::run, "consume-" + topic);
    }

    public TopicConsumer<T> start() {
        thread.start();
        return this;
    }

    /** Whether the thread lives and Kafka answered it. */
    public Optional<String> problem() {
        if (!thread.isAlive()) {
            return Optional.of("nothing reads " + topic + " any more; see the log");
        }
        return reading
                ? Optional.empty()
                : Optional.of("Kafka has not answered yet for " + topic + ", or has no such topic");
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
                read(consumer);
            } catch (WakeupException e) {
                // Only close() wakes the consumer, and the loop's condition says the rest.
            } catch (KafkaException e) {
                LOG.warn("Reading {} failed; trying again in {} s", topic, RETRY.toSeconds(), e);
                batches.pause(RETRY, () -> closed);
            }
            reading = false;
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        String cluster = clients.clusterId();
        while (!closed) {
            assign(consumer, cluster);
            if (consumer.assignment().isEmpty()) {
                reading = false;
                batches.pause(RETRY, () -> closed);
                continue;
            }
            var records = consumer.poll(POLL);
            reading = true;
            if (!records.isEmpty()) {
                List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records.count());
                records.forEach(batch::add);
                batches.write(cluster, batch, () -> closed);
            }
            noteLag(consumer);
        }
    }

    private void noteLag(KafkaConsumer<byte[], byte[]> consumer) {
        long sum = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong behind = consumer.currentLag(partition);
            if (behind.isEmpty()) {
                return;
            }
            sum += behind.getAsLong();
        }
        lag = sum;
    }

    /** Takes every partition of the topic, from where the database says; from the start where it says nothing. */
    private void assign(KafkaConsumer<byte[], byte[]> consumer, String cluster) {
        boolean fresh = consumer.assignment().isEmpty();
        if (!fresh && System.nanoTime() - refreshedNanos < REFRESH_NANOS) {
            return;
        }
        refreshedNanos = System.nanoTime();
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions == null || partitions.size() == consumer.assignment().size()) {
            return;
        }
        Map<Integer, Long> known = jdbi.withHandle(handle -> offsets.read(handle, cluster, topic));
        List<TopicPartition> all = partitions.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(all);
        List<TopicPartition> unread = new ArrayList<>();
        for (TopicPartition partition : all) {
            Long next = known.get(partition.partition());
            if (next == null) {
                unread.add(partition);
            } else {
                consumer.seek(partition, next);
            }
        }
        consumer.seekToBeginning(unread);
        LOG.info("Reading {} partitions of {}", all.size(), topic);
    }

    /** Ends after the batch in work. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
