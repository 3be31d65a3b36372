package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.AlertStep;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.alerting.view.DeskStatus;
import io.tidewatch.alerting.view.GivenVerdict;
import io.tidewatch.alerting.view.KeyView;
import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.AnalystFeedback.Verdict;
import io.tidewatch.events.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns rows of the alerts' tables into what the API says. */
final class AlertRows {
    /** The columns that {@link #summary} reads. */
    static final String SUMMARY_COLUMNS = """
            a.facts, a.headline, a.group_id, a.verdict, a.verdict_by, a.verdict_at, a.verdict_until, a.verdict_note,
            a.received_at, a.updated_at, a.first_look_at,
            (SELECT COUNT(*) FROM alert g WHERE g.group_id = a.group_id) AS group_size""";

    private AlertRows() {}

    static AlertSummary summary(ResultSet row, Instant now) throws SQLException {
        Alert alert = Json.read(row.getString("facts"), Alert.class);
        GivenVerdict verdict = verdict(
                row.getString("verdict"),
                row.getString("verdict_by"),
                row.getTimestamp("verdict_at"),
                row.getTimestamp("verdict_until"),
                row.getString("verdict_note"));
        return new AlertSummary(
                alert.id(),
                alert.kind(),
                alert.state(),
                alert.severity(),
                KeyView.of(Received.key(alert)),
                alert.surgeStart(),
                alert.windowStart(),
                alert.windowEnd(),
                alert.detectedAt(),
                alert.resolvedAt(),
                alert.observedNegative(),
                alert.expectedNegative(),
                alert.expectedLow(),
                alert.expectedHigh(),
                alert.score(),
                alert.negativeShare(),
                alert.usualNegativeShare(),
                alert.total(),
                alert.expectedTotal(),
                alert.expectedTotalLow(),
                alert.expectedTotalHigh(),
                alert.distinctStories(),
                orEmpty(alert.entities()),
                orEmpty(alert.leadingTerms()),
                row.getString("headline"),
                alert.model(),
                row.getString("group_id"),
                row.getInt("group_size"),
                DeskStatus.of(verdict, now),
                verdict,
                row.getTimestamp("received_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                instant(row.getTimestamp("first_look_at")));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static @Nullable GivenVerdict verdict(
            @Nullable String verdict,
            @Nullable String by,
            @Nullable Timestamp at,
            @Nullable Timestamp until,
            @Nullable String note) {
        if (verdict == null || by == null || at == null) {
            return null;
        }
        return new GivenVerdict(Verdict.valueOf(verdict), by, at.toInstant(), instant(until), note);
    }

    static AlertStep step(ResultSet row) throws SQLException {
        return new AlertStep(
                AlertState.valueOf(row.getString("state")),
                Severity.valueOf(row.getString("severity")),
                row.getTimestamp("window_end").toInstant(),
                row.getInt("observed"),
                row.getDouble("expected"),
                row.getDouble("low"),
                row.getDouble("high"),
                row.getDouble("score"));
    }

    static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
