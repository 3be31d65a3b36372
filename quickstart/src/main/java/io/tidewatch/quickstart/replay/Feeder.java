package io.tidewatch.quickstart.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends recorded messages to Kafka. Line by line they go round the partitions, so that where a message stands follows
 * from the input alone and a replay can be told beforehand where each partition ends.
 */
public final class Feeder {
    private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(10);

    private final List<Path> files;
    private final @Nullable Instant from;
    private final @Nullable Instant to;

    /** @param from inclusive, {@code to} exclusive; null for no limit */
    public Feeder(List<Path> files, @Nullable Instant from, @Nullable Instant to) {
        this.files = List.copyOf(files);
        this.from = from;
        this.to = to;
    }

    /** Counts the messages that {@link #feed} will send. */
    public long count() throws IOException {
        long count = 0;
        try (MergedStreams streams = new MergedStreams(files, from, to)) {
            while (streams.next() != null) {
                count++;
            }
        }
        return count;
    }

    /** Messages of partition {@code partition} when {@code count} messages go round {@code partitions}. */
    public static long endOffset(long count, int partition, int partitions) {
        return (count + partitions - 1 - partition) / partitions;
    }

    /**
     * Sends all messages.
     *
     * @param speed seconds of event time per second; null for as fast as can be
     * @param progress told the number of messages sent so far
     */
    public void feed(
            String bootstrapServers, String topic, int partitions, @Nullable Double speed, LongConsumer progress)
            throws IOException, InterruptedException {
        feedAsScheduled(bootstrapServers, topic, partitions, new Pace(speed), progress);
    }

    /** As above, but each message when the schedule says. */
    public void feedAsScheduled(
            String bootstrapServers, String topic, int partitions, Schedule schedule, LongConsumer progress)
            throws IOException, InterruptedException {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 17,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                MAX_REQUEST_BYTES,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                // A starved broker is slow, not gone, and giving a message up would end the replay.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (MergedStreams streams = new MergedStreams(files, from, to);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            long sent = 0;
            for (TimedStream.Timed next = streams.next(); next != null; next = streams.next()) {
                schedule.awaitTurn(sent, next.arrival());
                int partition = schedule.partition(sent, partitions);
                long timestamp = schedule.timestamp(partition, next.arrival()).toEpochMilli();
                producer.send(
                        new ProducerRecord<>(
                                topic, partition, timestamp, null, next.line().value()),
                        (metadata, exception) -> failure.compareAndSet(null, exception));
                progress.accept(++sent);
            }
            producer.flush();
        }
        Exception cause = failure.get();
        if (cause != null) {
            throw new IOException("Kafka did not take a message: " + cause.getMessage(), cause);
        }
    }

    private static final class Pace implements Schedule {
        private final @Nullable Double speed;
        private @Nullable Instant firstArrival;
        private long startNanos;

        Pace(@Nullable Double speed) {
            this.speed = speed;
        }

        @Override
        public void awaitTurn(long number, Instant arrival) throws InterruptedException {
            if (speed == null) {
                return;
            }
            if (firstArrival == null) {
                firstArrival = arrival;
                startNanos = System.nanoTime();
            }
            double dueSeconds = Duration.between(firstArrival, arrival).toMillis() / 1e3 / speed;
            long leftMillis = Math.round(dueSeconds * 1e3) - (System.nanoTime() - startNanos) / 1_000_000;
            if (leftMillis > 0) {
                Thread.sleep(leftMillis);
            }
        }
    }
}
