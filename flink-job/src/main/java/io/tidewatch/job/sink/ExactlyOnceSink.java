package io.tidewatch.job.sink;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka sink that writes exactly once, and leaves no thread behind.
 *
 * <p>When a writer starts, the connector (5.0.0) asks the broker through an admin client for the transactions that an
 * earlier run left open. It never closes that client: each start of a task would leave a thread, which keeps the job's
 * classes in memory and tries to reach the broker for ever, and without a pause once the broker is gone. Here it is closed
 * as soon as the writer has started. The connector has no way to it, hence the look into its field.
 */
final class ExactlyOnceSink<T>
        implements Sink<T>,
                SupportsWriterState<T, KafkaWriterState>,
                SupportsCommitter<KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable>,
                LineageVertexProvider {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceSink.class);
    private static final String ADMIN_FIELD = "adminClient";

    private final KafkaSink<T> sink;

    ExactlyOnceSink(KafkaSink<T> sink) {
        this.sink = sink;
    }

    @Override
    public StatefulSinkWriter<T, KafkaWriterState> createWriter(WriterInitContext context) throws IOException {
        return withoutAdmin(sink.createWriter(context));
    }

    @Override
    public StatefulSinkWriter<T, KafkaWriterState> restoreWriter(
            WriterInitContext context, Collection<KafkaWriterState> recovered) {
        return withoutAdmin(sink.restoreWriter(context, recovered));
    }

    private static <W> W withoutAdmin(W writer) {
        try {
            Field field = writer.getClass().getDeclaredField(ADMIN_FIELD);
            field.setAccessible(true);
            if (field.get(writer) instanceof Admin admin) {
                admin.close();
                // The connector opens another if it should ever need one again.
                field.set(writer, null);
            }
        } catch (ReflectiveOperationException e) {
            LOG.warn("The Kafka connector has changed: it may leave an admin client open with each start", e);
        }
        return writer;
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) throws IOException {
        return sink.createCommitter(context);
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committables) {
        sink.addPostCommitTopology(committables);
    }

    @Override
    public LineageVertex getLineageVertex() {
        return sink.getLineageVertex();
    }
}
