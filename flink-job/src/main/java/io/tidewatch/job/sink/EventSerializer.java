package io.tidewatch.job.sink;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Writes a result as its event's JSON, with its key, its event time and the headers that name its schema. */
final class EventSerializer<T> implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    private static final long serialVersionUID = 1;
    private final Topics contract;
    private final String topic;
    private final Part<T, String> key;
    private final Part<T, Object> event;

    /** What a record takes from a result. */
    interface Part<T, P> extends Function<T, P>, Serializable {}

    /**
     * @param key the record's key
     * @param event the contract's form of the result
     */
    EventSerializer(Topics contract, String topic, Part<T, String> key, Part<T, Object> event) {
        this.contract = contract;
        this.topic = topic;
        this.key = key;
        this.event = event;
    }

    String schema() {
        return contract.schema();
    }

    /** Tells the sink the topic beforehand: it looks there for transactions that an earlier run left open. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            T result, KafkaSinkContext context, @Nullable Long eventTimeMillis) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Topics.SCHEMA_HEADER, contract.schema().getBytes(StandardCharsets.UTF_8));
        headers.add(
                Topics.SCHEMA_VERSION_HEADER,
                String.valueOf(contract.schemaVersion()).getBytes(StandardCharsets.UTF_8));
        // Kafka refuses negative time stamps; a flush at the end of all time has none worth writing.
        Long timestamp = eventTimeMillis == null || eventTimeMillis < 0 ? null : eventTimeMillis;
        byte[] keyBytes = key.apply(result).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, null, timestamp, keyBytes, EventJson.write(event.apply(result)), headers);
    }
}
