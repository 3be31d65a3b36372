package io.tidewatch.alerting.store;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** How far each topic was read. Offsets of another Kafka cluster say nothing of this one, so they are kept apart. */
public final class OffsetStore {
    /** The next offset by partition; partitions that were never read are not in it. */
    public Map<Integer, Long> read(Handle handle, String cluster, String topic) {
        Map<Integer, Long> offsets = new HashMap<>();
        handle.createQuery(
                        "SELECT partition_id, next_offset FROM consumer_offset WHERE cluster_id = :cluster AND topic = :topic")
                .bind("cluster", cluster)
                .bind("topic", topic)
                .map((row, context) -> Map.entry(row.getInt(1), row.getLong(2)))
                .forEach(entry -> offsets.put(entry.getKey(), entry.getValue()));
        return offsets;
    }

    public void write(Handle handle, String cluster, String topic, Map<Integer, Long> offsets) {
        Map<Integer, Long> known = read(handle, cluster, topic);
        PreparedBatch update = handle.prepareBatch(
                "UPDATE consumer_offset SET next_offset = :offset WHERE cluster_id = :cluster AND topic = :topic AND partition_id = :partition");
        PreparedBatch insert = handle.prepareBatch(
                "INSERT INTO consumer_offset (cluster_id, topic, partition_id, next_offset) VALUES (:cluster, :topic, :partition, :offset)");
        offsets.forEach((partition, offset) -> (known.containsKey(partition) ? update : insert)
                .bind("cluster", cluster)
                .bind("topic", topic)
                .bind("partition", partition)
                .bind("offset", offset)
                .add());
        Batches.run(update, insert);
    }
}
