package io.tidewatch.job.model;

import io.tidewatch.events.ModelControl;
import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** The Kafka source of {@code model.control}, read from its beginning: the topic says which model holds. */
public final class KafkaControlSource {
    private KafkaControlSource() {}

    public static KafkaSource<ModelControl> create(JobConfig config) {
        JobConfig.KafkaConfig kafka = config.kafka();
        Properties properties = new Properties();
        kafka.properties().forEach(properties::setProperty);
        return KafkaSource.<ModelControl>builder()
                .setBootstrapServers(kafka.bootstrapServers())
                .setGroupId(kafka.groupId() + "-model-control")
                .setTopics(kafka.topic(Topics.CONTROL))
                .setProperties(properties)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new ControlDeserializer())
                .build();
    }
}
