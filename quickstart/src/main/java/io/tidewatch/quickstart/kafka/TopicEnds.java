package io.tidewatch.quickstart.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Where topics end. */
public final class TopicEnds {
    private TopicEnds() {}

    /**
     * Where partitions end, with what readers of committed records may not see yet. Who reads up to there has all that a
     * job committed before it ended: when a commit is answered, Kafka has decided on it, but writes it into the partitions
     * a moment later, and a reader of committed records that asks for the ends meanwhile is told those of before.
     */
    public static Map<TopicPartition, Long> written(String bootstrapServers, Collection<TopicPartition> partitions) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted");
        try (KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return reader.endOffsets(partitions);
        }
    }
}
