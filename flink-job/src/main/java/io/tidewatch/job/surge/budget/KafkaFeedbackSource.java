package io.tidewatch.job.surge.budget;

import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Kafka source of {@code analyst.feedback}: what the desk says of alerts. */
public final class KafkaFeedbackSource {
    private KafkaFeedbackSource() {}

    public static KafkaSource<AnalystFeedback> create(JobConfig config) {
        JobConfig.KafkaConfig kafka = config.kafka();
        Properties properties = new Properties();
        kafka.properties().forEach(properties::setProperty);
        return KafkaSource.<AnalystFeedback>builder()
                .setBootstrapServers(kafka.bootstrapServers())
                .setGroupId(kafka.groupId() + "-analyst-feedback")
                .setTopics(kafka.topic(Topics.FEEDBACK))
                .setProperties(properties)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setValueOnlyDeserializer(new Verdicts())
                .build();
    }

    /** Reads verdicts on alerts and leaves out everything else on the topic. What cannot be read must not stop the job. */
    static final class Verdicts extends AbstractDeserializationSchema<AnalystFeedback> {
        private static final long serialVersionUID = 1;
        private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);

        Verdicts() {
            super(AnalystFeedback.class);
        }

        @Override
        public @Nullable AnalystFeedback deserialize(byte @Nullable [] value) {
            try {
                AnalystFeedback feedback = EventJson.read(value == null ? new byte[0] : value, AnalystFeedback.class);
                boolean isVerdict = feedback.target() == AnalystFeedback.Target.ALERT
                        && feedback.targetId() != null
                        && feedback.verdict() != null;
                return isVerdict ? feedback : null;
            } catch (UncheckedIOException e) {
                LOG.warn("Left out a record that is no feedback: {}", e.getMessage());
                return null;
            }
        }
    }
}
