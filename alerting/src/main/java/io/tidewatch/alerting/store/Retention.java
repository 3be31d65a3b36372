package io.tidewatch.alerting.store;

import io.tidewatch.alerting.config.DeskConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Deletes what is older than the settings keep, some rows at a time, so that nothing waits long for a lock. Messages,
 * trends and alerts age by event time, counted back from the newest of their kind, so that a replay of old news is not
 * deleted as it comes; the rest ages by the clock. Corrected messages stay, because they teach the next model, and so do
 * alerts with a verdict.
 */
public final class Retention {
    private static final int ROWS_AT_ONCE = 5_000;

    private final List<Rule> rules;

    public Retention(DeskConfig.Retention keep) {
        this.rules = List.of(
                new Rule(
                        "message",
                        "published_at",
                        true,
                        keep.messages(),
                        "NOT corrected",
                        List.of(
                                "DELETE FROM message_entity WHERE message_id IN (<rows>)",
                                "DELETE FROM message WHERE id IN (<rows>)")),
                new Rule(
                        "alert",
                        "window_end",
                        true,
                        keep.alerts(),
                        "verdict IS NULL",
                        List.of(
                                "DELETE FROM alert_step WHERE alert_id IN (<rows>)",
                                "DELETE FROM alert_feature WHERE alert_id IN (<rows>)",
                                "DELETE FROM alert_note WHERE alert_id IN (<rows>)",
                                "DELETE FROM alert WHERE id IN (<rows>)")),
                Rule.simple("shadow_disagreement", "published_at", true, keep.messages()),
                Rule.simple("trend_window", "window_start", true, keep.trendWindows()),
                Rule.simple("trend_hour", "hour_start", true, keep.trendHours()),
                Rule.simple("trend_key", "newest_end", true, keep.trendHours()),
                Rule.simple("audit", "done_at", false, keep.audit()),
                Rule.simple("notification", "created_at", false, keep.notifications()),
                Rule.simple("desk_session", "expires_at", false, Duration.ZERO));
    }

    /** @return how many rows of the tables themselves went, without those that hang on them */
    public long enforce(Jdbi jdbi, Instant now) {
        long deleted = 0;
        for (Rule rule : rules) {
            Optional<Instant> newest = rule.byEventTime() ? newest(jdbi, rule) : Optional.of(now);
            if (newest.isPresent()) {
                deleted += delete(jdbi, rule, newest.get().minus(rule.keep()));
            }
        }
        return deleted;
    }

    private static Optional<Instant> newest(Jdbi jdbi, Rule rule) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT MAX(" + rule.time() + ") FROM " + rule.table())
                .map((row, context) -> Optional.ofNullable(AlertRows.instant(row.getTimestamp(1))))
                .one());
    }

    private static long delete(Jdbi jdbi, Rule rule, Instant before) {
        long deleted = 0;
        int last;
        do {
            last = jdbi.inTransaction(handle -> {
                int rows = 0;
                for (String statement : rule.statements()) {
                    rows = handle.createUpdate(statement)
                            .define("rows", rule.oldRows())
                            .bind("before", before)
                            .execute();
                }
                return rows;
            });
            deleted += last;
        } while (last == ROWS_AT_ONCE);
        return deleted;
    }

    /**
     * @param byEventTime whether {@code time} is event time
     * @param condition rows that may go
     * @param statements in their order; the last deletes from {@code table}; {@code <rows>} stands for the rows' ids
     */
    private record Rule(
            String table, String time, boolean byEventTime, Duration keep, String condition, List<String> statements) {
        static Rule simple(String table, String time, boolean byEventTime, Duration keep) {
            return new Rule(
                    table,
                    time,
                    byEventTime,
                    keep,
                    "1 = 1",
                    List.of("DELETE FROM " + table + " WHERE " + time + " < :before"));
        }

        String oldRows() {
            return "SELECT id FROM " + table + " WHERE " + condition + " AND " + time + " < :before ORDER BY " + time
                    + ", id LIMIT " + ROWS_AT_ONCE;
        }
    }
}
