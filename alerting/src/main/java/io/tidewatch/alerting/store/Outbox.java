package io.tidewatch.alerting.store;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Records that still have to go to Kafka. They are written in the transaction of what they tell of, so neither is there
 * without the other; a record that Kafka got just before a crash is sent again, and its id says so.
 */
public final class Outbox {
    /** @return the entry's id */
    public long add(Handle handle, Topics topic, @Nullable String key, Object event, Instant now) {
        return handle.createUpdate("""
                        INSERT INTO outbox (topic, record_key, record, created_at)
                        VALUES (:topic, :key, :record, :now)""")
                .bind("topic", topic.name())
                .bind("key", key)
                .bind("record", new String(EventJson.write(event), StandardCharsets.UTF_8))
                .bind("now", now)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    /** Oldest first. */
    public List<Entry> waiting(Handle handle, int limit) {
        return handle.createQuery("SELECT id, topic, record_key, record FROM outbox ORDER BY id LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) ->
                        new Entry(row.getLong(1), Topics.valueOf(row.getString(2)), row.getString(3), row.getString(4)))
                .list();
    }

    public int count(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM outbox")
                .mapTo(Integer.class)
                .one();
    }

    public void remove(Handle handle, List<Long> ids) {
        handle.createUpdate("DELETE FROM outbox WHERE id IN (<ids>)")
                .bindList("ids", ids)
                .execute();
    }

    /** A record to send; its value is JSON. */
    public record Entry(long id, Topics topic, @Nullable String key, String value) {}
}
