package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Origin;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.cluster.Cluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows which messages of the load have come out, scored or rejected; committed results alone. */
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
    private final BitSet out = new BitSet();

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
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** @throws IOException if it does not come to hold, telling {@code what} was waited for */
    void await(String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            load.check();
            if (System.nanoTime() > deadline) {
                throw new IOException("waited " + PATIENCE.toMinutes() + " minutes in vain for " + what + "; "
                        + out.cardinality() + " of " + load.sent() + " messages have come out");
            }
            poll();
        }
    }

    private void poll() throws IOException {
        for (ConsumerRecord<byte[], byte[]> result : consumer.poll(POLL)) {
            var value = EventJson.mapper().readTree(result.value());
            Origin origin = EventJson.mapper().treeToValue(value.path("origin"), Origin.class);
            out.set((int) origin.offset() * Cluster.PARTITIONS + origin.partition());
        }
    }

    /** Whether a message has come out that was sent at this time or after, by {@link System#nanoTime}. */
    boolean anySentSince(long nanos) {
        int latest = out.length() - 1;
        return latest >= 0 && load.sentNanos(Math.min(latest, load.count() - 1)) - nanos >= 0;
    }

    /** Whether nothing waits but what was sent just now. */
    boolean caughtUp() {
        int oldest = out.nextClearBit(0);
        return oldest >= load.sent() || System.nanoTime() - load.sentNanos(oldest) < ORDINARY_WAIT.toNanos();
    }

    /** How many messages from the first on have come out without a gap. */
    int complete() {
        return out.nextClearBit(0);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
