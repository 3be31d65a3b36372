package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.Correction;
import io.tidewatch.alerting.view.Labels;
import io.tidewatch.events.ScoredMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The corrections in force, and what they make of their messages. */
public final class CorrectionStore {
    private static final List<String> TASKS = List.of("topic", "sentiment", "theme");

    /** Newest first. */
    List<Correction> of(Handle handle, String message) {
        return of(handle, List.of(message)).getOrDefault(message, List.of());
    }

    /** Newest first, by message; messages without any are not in it. */
    Map<String, List<Correction>> of(Handle handle, List<String> messages) {
        Map<String, List<Correction>> found = new HashMap<>();
        if (messages.isEmpty()) {
            return found;
        }
        handle.createQuery("""
                        SELECT message_id, analyst, given_at, topic, sentiment, theme FROM message_correction
                        WHERE message_id IN (<ids>) ORDER BY given_at DESC, analyst""")
                .bindList("ids", messages)
                .map((row, context) -> Map.entry(row.getString(1), correction(row)))
                .forEach(entry -> found.computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                        .add(entry.getValue()));
        return found;
    }

    private static Correction correction(ResultSet row) throws SQLException {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String task : TASKS) {
            String label = row.getString(task);
            if (label != null) {
                labels.put(task, label);
            }
        }
        return new Correction(
                row.getString("analyst"), row.getTimestamp("given_at").toInstant(), labels);
    }

    /** Puts a person's correction in force, in the place of an earlier one of the same person. */
    public void give(Handle handle, String message, String analyst, Instant at, Map<String, String> labels) {
        takeBack(handle, message, analyst);
        handle.createUpdate("""
                        INSERT INTO message_correction (message_id, analyst, given_at, topic, sentiment, theme)
                        VALUES (:message, :analyst, :at, :topic, :sentiment, :theme)""")
                .bind("message", message)
                .bind("analyst", analyst)
                .bind("at", at)
                .bind("topic", labels.get("topic"))
                .bind("sentiment", labels.get("sentiment"))
                .bind("theme", labels.get("theme"))
                .execute();
        apply(handle, message);
    }

    /** @return whether there was one */
    public boolean undo(Handle handle, String message, String analyst) {
        boolean undone = takeBack(handle, message, analyst);
        if (undone) {
            apply(handle, message);
        }
        return undone;
    }

    private static boolean takeBack(Handle handle, String message, String analyst) {
        return handle.createUpdate("DELETE FROM message_correction WHERE message_id = :message AND analyst = :analyst")
                        .bind("message", message)
                        .bind("analyst", analyst)
                        .execute()
                > 0;
    }

    private void apply(Handle handle, String id) {
        List<Correction> corrections = of(handle, id);
        handle.createQuery("SELECT model_topic, model_sentiment, model_theme, detail FROM message WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> new Model(
                        new Labels(row.getString(1), row.getString(2), row.getString(3)),
                        uncertainty(row.getString(4))))
                .findOne()
                .ifPresent(model -> {
                    Labels held = Corrections.held(model.labels(), corrections);
                    handle.createUpdate("""
                                    UPDATE message SET topic = :topic, sentiment = :sentiment, theme = :theme,
                                        corrected = :corrected, disputed = :disputed, queue_rank = :rank
                                    WHERE id = :id""")
                            .bind("topic", held.topic())
                            .bind("sentiment", held.sentiment())
                            .bind("theme", held.theme())
                            .bind("corrected", !corrections.isEmpty())
                            .bind("disputed", Corrections.disputed(corrections))
                            .bind("rank", Corrections.queueRank(model.uncertainty(), corrections))
                            .bind("id", id)
                            .execute();
                });
    }

    private static @Nullable Double uncertainty(String detail) {
        return new ReceivedMessage(Json.read(detail, ScoredMessage.class), detail).uncertainty();
    }

    private record Model(Labels labels, @Nullable Double uncertainty) {}
}
