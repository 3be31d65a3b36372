package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Origin;
import io.tidewatch.events.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Follows on a thread of its own which messages of the load have come out, scored or rejected; committed results alone.
 */
final class Watch implements AutoCloseable {
    /**
     * What was sent longer ago than this and is not out lags behind: results appear with a checkpoint, every 10 s as
     * deployed, which itself takes its time.
     */
    static final Duration ORDINARY_WAIT = Duration.ofSeconds(15);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final Load load;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::follow, "watch");
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final BitSet out = new BitSet();
    private long struckNanos;
    private @Nullable Duration firstResult;
    private @Nullable Duration caughtUp;
    private boolean closed;

    Watch(String bootstrapServers, Load load) {
        this.load = load;
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topics topic : List.of(Topics.SCORED, Topics.REJECTED)) {
            consumer.partitionsFor(topic.topic())
                    .forEach(info -> partitions.add(new TopicPartition(topic.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        try {
            while (!isClosed()) {
                note(consumer.poll(POLL));
            }
        } catch (IOException | RuntimeException e) {
            failure.set(e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void note(Iterable<ConsumerRecord<byte[], byte[]>> results) throws IOException {
        for (ConsumerRecord<byte[], byte[]> result : results) {
            var value = EventJson.mapper().readTree(result.value());
            Origin origin = EventJson.mapper().treeToValue(value.path("origin"), Origin.class);
            int number = load.number(origin);
            out.set(number);
            if (firstResult == null && load.sentNanos(number) - struckNanos >= 0) {
                firstResult = since(struckNanos);
            }
        }
        int oldest = out.nextClearBit(0);
        boolean lags = oldest < load.sent() && since(load.sentNanos(oldest)).compareTo(ORDINARY_WAIT) > 0;
        if (lags) {
            caughtUp = null;
        } else if (caughtUp == null && firstResult != null) {
            caughtUp = since(struckNanos);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Measures from now on. */
    synchronized void faultBegins() {
        struckNanos = System.nanoTime();
        firstResult = null;
        caughtUp = null;
    }

    /** Time from the fault to the first result of a message that was sent after it; null before. */
    synchronized @Nullable Duration firstResult() {
        return firstResult;
    }

    /** Time from the fault until nothing waited but what had been sent just before, for good so far; null before. */
    synchronized @Nullable Duration caughtUp() {
        return caughtUp;
    }

    /** How many messages from the first on have come out without a gap. */
    synchronized int complete() {
        return out.nextClearBit(0);
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** @throws IOException if it does not come to hold, telling {@code what} was waited for */
    void await(String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            load.check();
            Exception broken = failure.get();
            if (broken != null) {
                throw new IOException("results could not be followed: " + broken.getMessage(), broken);
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("waited " + PATIENCE.toMinutes() + " minutes in vain for " + what + "; "
                        + complete() + " of " + load.sent() + " messages have come out");
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting", e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
