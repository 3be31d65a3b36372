package io.tidewatch.job.ingest;

import io.tidewatch.events.Origin;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.entity.EntityFinder;
import io.tidewatch.job.entity.EntityTable;
import java.time.Clock;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Parses inside the Kafka source, because only there event time can be assigned per partition. It never throws on a bad
 * message: that is an {@link Ingested} of its own.
 */
public final class NewsDeserializer implements KafkaRecordDeserializationSchema<Ingested> {
    private static final long serialVersionUID = 1;
    private final JobConfig.Ingest limits;
    private final JobConfig.Entity entities;
    private final EntityTable table;
    private final Clock clock;
    private transient @Nullable NewsParser parser;

    /**
     * @param table the companies to know
     * @param clock a serializable clock; it stamps when a message was read and decides nothing
     */
    public NewsDeserializer(JobConfig.Ingest limits, JobConfig.Entity entities, EntityTable table, Clock clock) {
        this.limits = limits;
        this.entities = entities;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        parser = newParser();
    }

    private NewsParser newParser() {
        return new NewsParser(limits, new EntityFinder(table, entities));
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Ingested> out) {
        if (parser == null) {
            parser = newParser();
        }
        Origin origin = new Origin(record.topic(), record.partition(), record.offset());
        out.collect(parser.parse(record.key(), record.value(), origin, record.timestamp(), clock.millis()));
    }

    @Override
    public TypeInformation<Ingested> getProducedType() {
        return TypeInformation.of(Ingested.class);
    }
}
