package io.tidewatch.job.sink;

import io.tidewatch.events.Alert;
import io.tidewatch.events.RejectedMessage;
import io.tidewatch.events.ShadowDisagreement;
import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.Scored;
import io.tidewatch.job.trend.ClosedWindow;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The Kafka sinks. Scores and trends are written exactly once and appear with a checkpoint. Alerts and rejections are
 * written at least once and appear at once; an alert's id makes a second copy harmless.
 */
public final class KafkaSinks {
    private final JobConfig config;

    public KafkaSinks(JobConfig config) {
        this.config = config;
    }

    /** @param labels of the model that scored */
    public Sink<Scored> scored(ModelBundle.Labels labels) {
        return exactlyOnce(serializer(
                Topics.SCORED, scored -> scored.storied().arrival().id(), new ScoredMessages(labels)::toEvent));
    }

    public Sink<ClosedWindow> trends() {
        return exactlyOnce(serializer(Topics.TRENDS, window -> window.key().asText(), ClosedWindow::toEvent));
    }

    public KafkaSink<Alert> alerts() {
        return atLeastOnce(serializer(Topics.ALERTS, Alert::id, alert -> alert));
    }

    public KafkaSink<RejectedMessage> rejected() {
        return atLeastOnce(
                serializer(Topics.REJECTED, rejected -> rejected.origin().asKey(), rejected -> rejected));
    }

    public KafkaSink<ShadowDisagreement> disagreements() {
        return atLeastOnce(serializer(Topics.SHADOW, ShadowDisagreement::messageId, disagreement -> disagreement));
    }

    private <T> EventSerializer<T> serializer(
            Topics topic, EventSerializer.Part<T, String> key, EventSerializer.Part<T, Object> event) {
        return new EventSerializer<>(topic, config.kafka().topic(topic), key, event);
    }

    private <T> KafkaSink<T> atLeastOnce(EventSerializer<T> serializer) {
        return builder(serializer)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .build();
    }

    private <T> Sink<T> exactlyOnce(EventSerializer<T> serializer) {
        String prefix = config.kafka().transactionalIdPrefix() + "-" + serializer.schema();
        return new ExactlyOnceSink<>(builder(serializer)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(prefix)
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .build());
    }

    private <T> KafkaSinkBuilder<T> builder(EventSerializer<T> serializer) {
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                String.valueOf(config.kafka().transactionTimeout().toMillis()));
        // A rejected message comes with its raw bytes in base64, 4/3 of them; how large it may be the topic decides.
        properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Integer.MAX_VALUE));
        config.kafka().properties().forEach(properties::setProperty);
        return KafkaSink.<T>builder()
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setKafkaProducerConfig(properties)
                .setRecordSerializer(serializer);
    }
}
