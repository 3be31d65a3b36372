package io.tidewatch.job.ingest;

import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.entity.EntityTable;
import java.time.Clock;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;

/** The Kafka source of {@code news.raw}. */
public final class KafkaNewsSource {
    private KafkaNewsSource() {}

    /**
     * @param stopAt where to end, as a replay does; null to go on for ever
     * @throws IllegalArgumentException if the table of companies cannot be read
     */
    @SuppressWarnings("deprecation") // The connector's own interface still takes Kafka's deprecated enumeration.
    public static KafkaSource<Ingested> create(JobConfig config, Clock clock, @Nullable OffsetsInitializer stopAt) {
        JobConfig.KafkaConfig kafka = config.kafka();
        EntityTable table = EntityTable.load(config.entity().table());
        Properties properties = new Properties();
        properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        kafka.properties().forEach(properties::setProperty);
        KafkaSourceBuilder<Ingested> builder = KafkaSource.<Ingested>builder()
                .setBootstrapServers(kafka.bootstrapServers())
                .setGroupId(kafka.groupId())
                .setTopics(kafka.topic(Topics.RAW))
                .setProperties(properties)
                .setStartingOffsets(
                        switch (kafka.startFrom()) {
                            case "earliest" -> OffsetsInitializer.earliest();
                            case "latest" -> OffsetsInitializer.latest();
                            default -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
                        })
                .setDeserializer(new NewsDeserializer(config.ingest(), config.entity(), table, clock));
        return stopAt == null ? builder.build() : builder.setBounded(stopAt).build();
    }
}
