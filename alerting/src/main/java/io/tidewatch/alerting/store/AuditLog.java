package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.AuditEntry;
import io.tidewatch.alerting.view.Page;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who changed what and when; written in the transaction of the change. */
public final class AuditLog {
    private static final int MAX_CHARS = 2_000;

    private final Clock clock;

    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /** @param action such as {@code alert.verdict}; {@code detail} must hold no secret */
    public void add(Handle handle, String who, String action, String target, String detail) {
        handle.createUpdate("""
                        INSERT INTO audit (done_at, who, action, target, detail)
                        VALUES (:now, :who, :action, :target, :detail)""")
                .bind("now", clock.instant())
                .bind("who", who)
                .bind("action", action)
                .bind("target", Texts.beginning(Texts.storable(target), MAX_CHARS))
                .bind("detail", Texts.beginning(Texts.storable(detail), MAX_CHARS))
                .execute();
    }

    /**
     * Newest first.
     *
     * @param cursor the id that the page before ended with
     */
    public Page<AuditEntry> page(Handle handle, @Nullable Long cursor, int limit) {
        List<Map.Entry<Long, AuditEntry>> rows = new Filter()
                .andIfGiven("id < :before", "before", cursor)
                .query(handle, "SELECT * FROM audit", "ORDER BY id DESC LIMIT " + (limit + 1))
                .map((row, context) -> Map.entry(
                        row.getLong("id"),
                        new AuditEntry(
                                row.getTimestamp("done_at").toInstant(),
                                row.getString("who"),
                                row.getString("action"),
                                row.getString("target"),
                                row.getString("detail"))))
                .list();
        boolean more = rows.size() > limit;
        List<Map.Entry<Long, AuditEntry>> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(
                shown.stream().map(Map.Entry::getValue).toList(),
                more ? String.valueOf(shown.get(limit - 1).getKey()) : null);
    }
}
