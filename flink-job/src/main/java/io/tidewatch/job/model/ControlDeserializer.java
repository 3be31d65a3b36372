package io.tidewatch.job.model;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.ModelControl;
import io.tidewatch.job.metrics.MetricNames;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads commands. One that cannot be understood is refused: it must not stop the job, and the model stays. */
final class ControlDeserializer implements KafkaRecordDeserializationSchema<ModelControl> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ControlDeserializer.class);

    private transient Counter refused = new SimpleCounter();

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        refused = context.getMetricGroup().counter(MetricNames.MODEL_COMMANDS_REFUSED);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ModelControl> out) {
        try {
            out.collect(read(record.value()));
        } catch (UncheckedIOException e) {
            refused.inc();
            LOG.error(
                    "Refused the record at offset {} of {}: it is no model command: {}",
                    record.offset(),
                    record.topic(),
                    e.getMessage());
        }
    }

    /** @throws UncheckedIOException if it is no complete command */
    private static ModelControl read(byte[] value) {
        ModelControl command = EventJson.read(value == null ? new byte[0] : value, ModelControl.class);
        boolean complete = command.action() != null
                && command.version() != null
                && command.sha256() != null
                && command.issuedAt() != null
                && command.issuedBy() != null
                && command.epoch() > 0;
        if (!complete) {
            throw new UncheckedIOException(new java.io.IOException("a field is missing, or the epoch is not above 0"));
        }
        return command;
    }

    @Override
    public TypeInformation<ModelControl> getProducedType() {
        return TypeInformation.of(ModelControl.class);
    }
}
