package io.tidewatch.job.surge.budget;

import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.DeskSetting;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Kafka source of what the desk says: {@code analyst.feedback} and {@code desk.settings}, from their beginnings. */
public final class KafkaDeskSource {
    private KafkaDeskSource() {}

    public static KafkaSource<DeskWord> create(JobConfig config) {
        JobConfig.KafkaConfig kafka = config.kafka();
        Properties properties = new Properties();
        kafka.properties().forEach(properties::setProperty);
        String settings = kafka.topic(Topics.SETTINGS);
        return KafkaSource.<DeskWord>builder()
                .setBootstrapServers(kafka.bootstrapServers())
                .setGroupId(kafka.groupId() + "-desk")
                .setTopics(kafka.topic(Topics.FEEDBACK), settings)
                .setProperties(properties)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Words(settings))
                .build();
    }

    /** Reads verdicts on alerts and settings, and leaves out everything else. What cannot be read must not stop the job. */
    static final class Words implements KafkaRecordDeserializationSchema<DeskWord> {
        private static final long serialVersionUID = 1;
        private static final Logger LOG = LoggerFactory.getLogger(Words.class);

        private final String settingsTopic;

        Words(String settingsTopic) {
            this.settingsTopic = settingsTopic;
        }

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<DeskWord> out) {
            byte[] value = record.value() == null ? new byte[0] : record.value();
            try {
                DeskWord word = record.topic().equals(settingsTopic) ? setting(value) : verdict(value);
                if (word != null) {
                    out.collect(word);
                }
            } catch (UncheckedIOException e) {
                LOG.warn("Left out a record of {} that cannot be read: {}", record.topic(), e.getMessage());
            }
        }

        private static @Nullable DeskWord setting(byte[] value) {
            DeskSetting setting = EventJson.read(value, DeskSetting.class);
            if (setting.alertsPerDay() < 1
                    || setting.thresholds().values().stream().anyMatch(score -> !(score > 0))) {
                LOG.warn(
                        "Left out a setting of {} alerts a day and thresholds {}",
                        setting.alertsPerDay(),
                        setting.thresholds());
                return null;
            }
            return new DeskWord(null, setting);
        }

        private static @Nullable DeskWord verdict(byte[] value) {
            AnalystFeedback feedback = EventJson.read(value, AnalystFeedback.class);
            boolean isVerdict = feedback.target() == AnalystFeedback.Target.ALERT
                    && feedback.targetId() != null
                    && feedback.verdict() != null;
            return isVerdict ? new DeskWord(feedback, null) : null;
        }

        @Override
        public TypeInformation<DeskWord> getProducedType() {
            return TypeInformation.of(DeskWord.class);
        }
    }
}
