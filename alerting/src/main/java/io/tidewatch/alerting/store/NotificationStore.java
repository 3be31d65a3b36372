package io.tidewatch.alerting.store;

import io.tidewatch.events.AlertState;
import io.tidewatch.events.Severity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Notifications to send. The database holds how far each is, so a restart neither forgets nor repeats one. */
public final class NotificationStore {
    /** Does nothing if the channel was told of this step before. */
    public void add(Handle handle, String channel, String alert, AlertState state, Severity severity, Instant now) {
        handle.createUpdate("""
                        INSERT INTO notification (channel, alert_id, state, severity, status, attempts, next_attempt_at,
                            created_at)
                        VALUES (:channel, :alert, :state, :severity, 'waiting', 0, :now, :now) ON CONFLICT DO NOTHING""")
                .bind("channel", channel)
                .bind("alert", alert)
                .bind("state", state.name())
                .bind("severity", severity.name())
                .bind("now", now)
                .execute();
    }

    /** Channels that have something to send now. */
    public List<String> dueChannels(Handle handle, Instant now) {
        return handle.createQuery(
                        "SELECT DISTINCT channel FROM notification WHERE status = 'waiting' AND next_attempt_at <= :now")
                .bind("now", now)
                .mapTo(String.class)
                .list();
    }

    /** The channel's oldest notification, if its time has come. A channel's notifications keep their order. */
    public Optional<Waiting> next(Handle handle, String channel, Instant now) {
        return handle.createQuery("""
                        SELECT id, alert_id, state, severity, attempts, created_at FROM notification
                        WHERE status = 'waiting' AND channel = :channel AND next_attempt_at <= :now
                        ORDER BY id LIMIT 1""")
                .bind("channel", channel)
                .bind("now", now)
                .map((row, context) -> new Waiting(
                        row.getLong(1),
                        row.getString(2),
                        AlertState.valueOf(row.getString(3)),
                        Severity.valueOf(row.getString(4)),
                        row.getInt(5),
                        row.getTimestamp(6).toInstant()))
                .findOne();
    }

    public int sentSince(Handle handle, String channel, Instant since) {
        return handle.createQuery(
                        "SELECT COUNT(*) FROM notification WHERE status = 'sent' AND channel = :channel AND done_at > :since")
                .bind("channel", channel)
                .bind("since", since)
                .mapTo(Integer.class)
                .one();
    }

    public void sent(Handle handle, long id, Instant now) {
        handle.createUpdate(
                        "UPDATE notification SET status = 'sent', attempts = attempts + 1, done_at = :now WHERE id = :id")
                .bind("now", now)
                .bind("id", id)
                .execute();
    }

    /** @param nextAttempt null to give the notification up */
    public void failed(Handle handle, long id, String error, Instant now, @Nullable Instant nextAttempt) {
        handle.createUpdate("""
                        UPDATE notification SET attempts = attempts + 1, last_error = :error, last_error_at = :now,
                            status = :status, next_attempt_at = :next, done_at = :done
                        WHERE id = :id""")
                .bind("error", Texts.beginning(Texts.storable(error), 500))
                .bind("now", now)
                .bind("status", nextAttempt == null ? "failed" : "waiting")
                .bind("next", nextAttempt == null ? now : nextAttempt)
                .bind("done", nextAttempt == null ? now : null)
                .bind("id", id)
                .execute();
    }

    /** Puts off what the channel has waiting. */
    public void postpone(Handle handle, String channel, Instant until) {
        handle.createUpdate("""
                        UPDATE notification SET next_attempt_at = :until
                        WHERE channel = :channel AND status = 'waiting' AND next_attempt_at < :until""").bind("until", until).bind("channel", channel).execute();
    }

    /** Counts and times by channel; channels without notifications are not in it. */
    public Map<String, Totals> totals(Handle handle) {
        Map<String, Totals> totals = new HashMap<>();
        handle.createQuery("""
                        SELECT channel,
                            SUM(CASE WHEN status = 'waiting' THEN 1 ELSE 0 END) AS waiting,
                            SUM(CASE WHEN status = 'sent' THEN 1 ELSE 0 END) AS sent,
                            SUM(CASE WHEN status = 'failed' THEN 1 ELSE 0 END) AS failed,
                            MAX(CASE WHEN status = 'sent' THEN done_at END) AS last_sent_at,
                            MAX(last_error_at) AS last_error_at,
                            MIN(CASE WHEN status = 'waiting' THEN next_attempt_at END) AS next_attempt_at
                        FROM notification GROUP BY channel""")
                .map((row, context) -> Map.entry(
                        row.getString("channel"),
                        new Totals(
                                row.getInt("waiting"),
                                row.getInt("sent"),
                                row.getInt("failed"),
                                AlertRows.instant(row.getTimestamp("last_sent_at")),
                                AlertRows.instant(row.getTimestamp("last_error_at")),
                                AlertRows.instant(row.getTimestamp("next_attempt_at")))))
                .forEach(entry -> totals.put(entry.getKey(), entry.getValue()));
        return totals;
    }

    public @Nullable String lastError(Handle handle, String channel) {
        return handle.createQuery("""
                        SELECT last_error FROM notification WHERE channel = :channel AND last_error IS NOT NULL
                        ORDER BY last_error_at DESC LIMIT 1""")
                .bind("channel", channel)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    public record Waiting(
            long id, String alert, AlertState state, Severity severity, int attempts, Instant createdAt) {}

    public record Totals(
            int waiting,
            int sent,
            int failed,
            @Nullable Instant lastSentAt,
            @Nullable Instant lastErrorAt,
            @Nullable Instant nextAttemptAt) {}
}
