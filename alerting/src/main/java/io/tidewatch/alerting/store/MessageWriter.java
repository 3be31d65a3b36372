package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.Correction;
import io.tidewatch.alerting.view.Labels;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.ScoredMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Takes scored messages in. A message that is there already is replaced only by what another model says of it: a
 * redelivery repeats the text without its highlights.
 */
public final class MessageWriter {
    private static final String COLUMNS = """
            published_at = :publishedAt, source = :source, message_text = :text, topic = :topic,
            sentiment = :sentiment, theme = :theme, model_topic = :modelTopic, model_sentiment = :modelSentiment,
            model_theme = :modelTheme, uncertain = :uncertain, corrected = :corrected, disputed = :disputed,
            queue_rank = :queueRank, novelty = :novelty, model_version = :modelVersion, model_epoch = :modelEpoch,
            detail = :detail""";

    /** Labels known to be in the table, so that it is not asked for each message. */
    private final Set<String> knownLabels = ConcurrentHashMap.newKeySet();

    private final CorrectionStore corrections;

    public MessageWriter(CorrectionStore corrections) {
        this.corrections = corrections;
    }

    /** @return how many were new or changed */
    public int upsert(Handle handle, List<ReceivedMessage> batch) {
        Map<String, ReceivedMessage> wanted = new LinkedHashMap<>();
        for (ReceivedMessage received : batch) {
            wanted.merge(
                    received.message().id(),
                    received,
                    (first, second) ->
                            replaces(second.message(), first.message().model().version()) ? second : first);
        }
        Map<String, Stored> stored = stored(handle, List.copyOf(wanted.keySet()));
        List<ReceivedMessage> added = new ArrayList<>();
        List<ReceivedMessage> changed = new ArrayList<>();
        for (ReceivedMessage received : wanted.values()) {
            Stored present = stored.get(received.message().id());
            if (present == null) {
                added.add(received);
            } else if (replaces(received.message(), present.modelVersion())) {
                changed.add(received);
            }
        }
        insert(handle, added);
        update(handle, changed, stored);
        writeEntities(handle, added, changed);
        writeLabels(handle, wanted.values());
        return added.size() + changed.size();
    }

    private static boolean replaces(ScoredMessage message, String presentModel) {
        return message.novelty() != Novelty.REDELIVERY
                && !message.model().version().equals(presentModel);
    }

    private static Map<String, Stored> stored(Handle handle, List<String> ids) {
        Map<String, Stored> stored = new HashMap<>();
        handle.createQuery("SELECT id, model_version, corrected FROM message WHERE id IN (<ids>)")
                .bindList("ids", ids)
                .map((row, context) -> Map.entry(row.getString(1), new Stored(row.getString(2), row.getBoolean(3))))
                .forEach(entry -> stored.put(entry.getKey(), entry.getValue()));
        return stored;
    }

    private static void insert(Handle handle, List<ReceivedMessage> added) {
        PreparedBatch insert = handle.prepareBatch("""
                INSERT INTO message (id, published_at, source, message_text, topic, sentiment, theme, model_topic,
                    model_sentiment, model_theme, uncertain, corrected, disputed, queue_rank, novelty, model_version,
                    model_epoch, detail)
                VALUES (:id, :publishedAt, :source, :text, :topic, :sentiment, :theme, :modelTopic,
                    :modelSentiment, :modelTheme, :uncertain, :corrected, :disputed, :queueRank, :novelty, :modelVersion,
                    :modelEpoch, :detail)""");
        added.forEach(received -> bind(insert, received, List.of()).add());
        Batches.run(insert);
    }

    private void update(Handle handle, List<ReceivedMessage> changed, Map<String, Stored> stored) {
        PreparedBatch update = handle.prepareBatch("UPDATE message SET " + COLUMNS + " WHERE id = :id");
        for (ReceivedMessage received : changed) {
            String id = received.message().id();
            Stored present = stored.get(id);
            boolean corrected = present != null && present.corrected();
            bind(update, received, corrected ? corrections.of(handle, id) : List.of())
                    .add();
        }
        Batches.run(update);
    }

    private static PreparedBatch bind(PreparedBatch batch, ReceivedMessage received, List<Correction> corrections) {
        ScoredMessage message = received.message();
        Labels labels = Corrections.held(received.labels(), corrections);
        return batch.bind("id", message.id())
                .bind("publishedAt", message.publishedAt())
                .bind("source", message.source())
                .bind("text", Texts.storable(message.text()))
                .bind("topic", labels.topic())
                .bind("sentiment", labels.sentiment())
                .bind("theme", labels.theme())
                .bind("modelTopic", message.topic())
                .bind("modelSentiment", message.sentiment())
                .bind("modelTheme", message.theme())
                .bind("uncertain", !message.uncertain().isEmpty())
                .bind("corrected", !corrections.isEmpty())
                .bind("disputed", Corrections.disputed(corrections))
                .bind("queueRank", Corrections.queueRank(received.uncertainty(), corrections))
                .bind("novelty", message.novelty().name())
                .bind("modelVersion", message.model().version())
                .bind("modelEpoch", message.model().epoch())
                .bind("detail", received.detail());
    }

    private static void writeEntities(Handle handle, List<ReceivedMessage> added, List<ReceivedMessage> changed) {
        PreparedBatch delete = handle.prepareBatch("DELETE FROM message_entity WHERE message_id = :id");
        changed.forEach(received -> delete.bind("id", received.message().id()).add());
        PreparedBatch insert = handle.prepareBatch("""
                INSERT INTO message_entity (entity, published_at, message_id) VALUES (:entity, :publishedAt, :id)
                ON CONFLICT DO NOTHING""");
        for (List<ReceivedMessage> part : List.of(added, changed)) {
            for (ReceivedMessage received : part) {
                for (String entity : received.message().entities()) {
                    insert.bind("entity", entity)
                            .bind("publishedAt", received.message().publishedAt())
                            .bind("id", received.message().id())
                            .add();
                }
            }
        }
        Batches.run(delete, insert);
    }

    private void writeLabels(Handle handle, Iterable<ReceivedMessage> batch) {
        for (ReceivedMessage received : batch) {
            ScoredMessage message = received.message();
            writeLabel(handle, "topic", message.topic());
            writeLabel(handle, "sentiment", message.sentiment());
            writeLabel(handle, "theme", message.theme());
        }
    }

    private void writeLabel(Handle handle, String task, String label) {
        if (!knownLabels.contains(task + "=" + label)) {
            handle.createUpdate("INSERT INTO task_label (task, label) VALUES (:task, :label) ON CONFLICT DO NOTHING")
                    .bind("task", task)
                    .bind("label", label)
                    .execute();
            // A transaction that fails takes the row back: what was noted is remembered only once it is committed.
            handle.afterCommit(() -> knownLabels.add(task + "=" + label));
        }
    }

    private record Stored(String modelVersion, boolean corrected) {}
}
