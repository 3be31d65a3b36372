package io.tidewatch.alerting.consume;

import io.tidewatch.alerting.config.DeskConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the service's Kafka clients. */
public final class KafkaClients {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DeskConfig.KafkaConfig config;

    public KafkaClients(DeskConfig.KafkaConfig config) {
        this.config = config;
    }

    /** Sees what was committed only, and keeps its offsets nowhere: they belong into the database. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = common();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Where the offset in the database lies before what the topic still holds.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxBatch());
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = common();
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @throws KafkaException if no broker answers */
    String clusterId() {
        try (Admin admin = Admin.create(common())) {
            return admin.describeCluster().clusterId().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking Kafka for its cluster's id", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("no Kafka broker answers at " + config.bootstrapServers(), e);
        }
    }

    private Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>(config.properties());
        settings.put("bootstrap.servers", config.bootstrapServers());
        settings.put("client.id", "tidewatch-desk");
        return settings;
    }
}
