package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.MessageView;
import io.tidewatch.alerting.view.ModelCommandView;
import io.tidewatch.alerting.view.ShadowComparison;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.ShadowDisagreement;
import io.tidewatch.events.ShadowDisagreement.TaskDisagreement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Messages on which a model in shadow decided otherwise than the model in use. */
public final class ShadowStore {
    private static final int PAIRS = 8;

    private final MessageReader messages;

    public ShadowStore(MessageReader messages) {
        this.messages = messages;
    }

    /** @throws java.io.UncheckedIOException if the bytes are not a disagreement */
    public static ShadowDisagreement read(byte[] json) {
        ShadowDisagreement disagreement = EventJson.read(json, ShadowDisagreement.class);
        Received.require(disagreement.messageId(), "messageId");
        Received.require(disagreement.publishedAt(), "publishedAt");
        Received.require(disagreement.challenger(), "challenger");
        Received.require(disagreement.tasks(), "tasks");
        Received.indexable(disagreement.messageId(), "messageId");
        for (TaskDisagreement task : disagreement.tasks()) {
            Received.require(task.task(), "task");
            Received.require(task.championLabel(), "championLabel");
            Received.require(task.challengerLabel(), "challengerLabel");
            Received.indexable(task.task(), "task");
            Received.indexable(task.championLabel(), "championLabel");
            Received.indexable(task.challengerLabel(), "challengerLabel");
        }
        return disagreement;
    }

    /** Adds what is not there yet: a job that starts again tells some of it twice. */
    public void add(Handle handle, List<ShadowDisagreement> disagreements) {
        PreparedBatch insert = handle.prepareBatch("""
                INSERT INTO shadow_disagreement (epoch, message_id, task, published_at, champion_label,
                    champion_probability, challenger_label, challenger_probability)
                VALUES (:epoch, :message, :task, :publishedAt, :championLabel, :championProbability, :challengerLabel,
                    :challengerProbability)
                ON CONFLICT DO NOTHING""");
        for (ShadowDisagreement disagreement : disagreements) {
            for (TaskDisagreement task : disagreement.tasks()) {
                insert.bind("epoch", disagreement.challenger().epoch())
                        .bind("message", disagreement.messageId())
                        .bind("task", task.task())
                        .bind("publishedAt", disagreement.publishedAt())
                        .bind("championLabel", task.championLabel())
                        .bind("championProbability", task.championProbability())
                        .bind("challengerLabel", task.challengerLabel())
                        .bind("challengerProbability", task.challengerProbability())
                        .add();
            }
        }
        Batches.run(insert);
    }

    /**
     * What came of a command to run a model in shadow.
     *
     * @param limit how many messages are shown, at most
     */
    public ShadowComparison comparison(Handle handle, ModelCommandView command, int limit) {
        long epoch = command.epoch();
        long disagreements = handle.createQuery(
                        "SELECT COUNT(DISTINCT message_id) FROM shadow_disagreement WHERE epoch = :epoch")
                .bind("epoch", epoch)
                .mapTo(Long.class)
                .one();
        long messagesOfThatTime =
                handle.createQuery("""
                        SELECT COUNT(*) FROM message
                        WHERE published_at >= (SELECT MIN(published_at) FROM shadow_disagreement WHERE epoch = :epoch)
                            AND published_at <= (SELECT MAX(published_at) FROM shadow_disagreement WHERE epoch = :epoch)""").bind("epoch", epoch).mapTo(Long.class).one();
        return new ShadowComparison(
                command, messagesOfThatTime, disagreements, tasks(handle, epoch), newest(handle, epoch, limit));
    }

    private static List<ShadowComparison.Task> tasks(Handle handle, long epoch) {
        Map<String, List<ShadowComparison.Pair>> pairs = new TreeMap<>();
        handle.createQuery("""
                        SELECT task, champion_label, challenger_label, COUNT(*) FROM shadow_disagreement
                        WHERE epoch = :epoch GROUP BY task, champion_label, challenger_label
                        ORDER BY 4 DESC, champion_label, challenger_label""")
                .bind("epoch", epoch)
                .map((row, context) -> Map.entry(
                        row.getString(1),
                        new ShadowComparison.Pair(row.getString(2), row.getString(3), row.getLong(4))))
                .forEach(entry -> pairs.computeIfAbsent(entry.getKey(), task -> new ArrayList<>())
                        .add(entry.getValue()));
        List<ShadowComparison.Task> tasks = new ArrayList<>();
        pairs.forEach((task, all) -> tasks.add(new ShadowComparison.Task(
                task,
                all.stream().mapToLong(ShadowComparison.Pair::messages).sum(),
                all.subList(0, Math.min(PAIRS, all.size())))));
        return tasks;
    }

    private List<ShadowComparison.Disagreement> newest(Handle handle, long epoch, int limit) {
        List<String> ids = handle.createQuery("""
                        SELECT DISTINCT published_at, message_id FROM shadow_disagreement WHERE epoch = :epoch
                        ORDER BY published_at DESC, message_id DESC LIMIT :limit""")
                .bind("epoch", epoch)
                .bind("limit", limit)
                .map((row, context) -> row.getString("message_id"))
                .list();
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, List<TaskDisagreement>> tasks = new HashMap<>();
        handle.createQuery(
                        "SELECT * FROM shadow_disagreement WHERE epoch = :epoch AND message_id IN (<ids>) ORDER BY task")
                .bind("epoch", epoch)
                .bindList("ids", ids)
                .map((row, context) -> Map.entry(
                        row.getString("message_id"),
                        new TaskDisagreement(
                                row.getString("task"),
                                row.getString("champion_label"),
                                row.getDouble("champion_probability"),
                                row.getString("challenger_label"),
                                row.getDouble("challenger_probability"))))
                .forEach(entry -> tasks.computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                        .add(entry.getValue()));
        Map<String, MessageView> kept = messages.byId(handle, ids);
        List<ShadowComparison.Disagreement> newest = new ArrayList<>();
        for (String id : ids) {
            MessageView message = kept.get(id);
            if (message != null) {
                newest.add(new ShadowComparison.Disagreement(message, tasks.getOrDefault(id, List.of())));
            }
        }
        return newest;
    }
}
