package io.tidewatch.quickstart.cluster;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Origin;
import io.tidewatch.events.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Which raw messages have come out, scored or rejected, by where they stood; committed ones alone. */
final class Origins {
    private static final Duration TIMEOUT = Duration.ofMinutes(6);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Messages that only move the watermark on; they may or may not have come out. */
    private static final String FILLER = "later-";

    private final String bootstrapServers;
    private List<Origin> scored = List.of();
    private Set<Origin> rejected = Set.of();

    Origins(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Where {@code count} messages stand that were sent round the partitions. */
    static Set<Origin> of(int count, int partitions) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Origin(Topics.RAW.topic(), i % partitions, i / partitions))
                .collect(Collectors.toSet());
    }

    List<Origin> scored() {
        return scored;
    }

    Set<Origin> accountedFor() {
        Set<Origin> all = new HashSet<>(scored);
        all.addAll(rejected);
        return all;
    }

    /** Waits until so many messages have come out, and reads to the end of what there is by then. */
    void awaitAtLeast(int count) throws IOException {
        List<Origin> newScored = new ArrayList<>();
        Set<Origin> newRejected = new HashSet<>();
        Set<Origin> all = new HashSet<>();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            while (all.size() < count || !isAtEnd(consumer)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(all.size() + " of " + count + " messages came out in " + TIMEOUT);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    var value = EventJson.mapper().readTree(record.value());
                    if (value.path("id").asText().startsWith(FILLER)) {
                        continue;
                    }
                    Origin origin = EventJson.mapper().treeToValue(value.path("origin"), Origin.class);
                    all.add(origin);
                    (record.topic().equals(Topics.SCORED.topic()) ? newScored : newRejected).add(origin);
                }
            }
        }
        scored = newScored;
        rejected = newRejected;
    }

    private static boolean isAtEnd(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topics topic : List.of(Topics.SCORED, Topics.REJECTED)) {
            consumer.partitionsFor(topic.topic())
                    .forEach(info -> partitions.add(new TopicPartition(topic.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
