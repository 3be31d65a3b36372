package io.tidewatch.alerting.store;

import com.fasterxml.jackson.core.type.TypeReference;
import io.tidewatch.alerting.view.AlertDetail;
import io.tidewatch.alerting.view.AlertPage;
import io.tidewatch.alerting.view.AlertStep;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.alerting.view.DeskStatus;
import io.tidewatch.alerting.view.EvidenceView;
import io.tidewatch.alerting.view.GivenVerdict;
import io.tidewatch.alerting.view.MessageView;
import io.tidewatch.alerting.view.Note;
import io.tidewatch.events.Alert;
import io.tidewatch.events.Evidence;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads alerts, for lists and whole. */
public final class AlertReader {
    private static final int MAX_RELATED = 20;
    private static final Comparator<AlertSummary> NEWEST_FIRST = Comparator.comparing(AlertSummary::windowEnd)
            .thenComparing(AlertSummary::id)
            .reversed();
    private static final String NEW = "(a.verdict IS NULL OR (a.verdict = 'SNOOZE' AND a.verdict_until <= :now))";

    private final MessageReader messages;
    private final Clock clock;

    public AlertReader(MessageReader messages, Clock clock) {
        this.messages = messages;
        this.clock = clock;
    }

    /** Newest first. */
    public AlertPage page(Handle handle, AlertFilter filter, @Nullable Cursor cursor, int limit) {
        List<AlertSummary> items = list(handle, filter, cursor, limit + 1);
        boolean more = items.size() > limit;
        List<AlertSummary> shown = more ? items.subList(0, limit) : items;
        String next = more ? cursorAfter(shown.get(limit - 1)).asText() : null;
        return new AlertPage(shown, next, countNew(handle));
    }

    public static Cursor cursorAfter(AlertSummary last) {
        return new Cursor(last.windowEnd(), last.id());
    }

    public List<AlertSummary> list(Handle handle, AlertFilter filter, @Nullable Cursor cursor, int limit) {
        Instant now = clock.instant();
        return where(filter, now)
                .before("a.window_end", "a.id", cursor)
                .query(
                        handle,
                        "SELECT " + AlertRows.SUMMARY_COLUMNS + " FROM alert a",
                        "ORDER BY a.window_end DESC, a.id DESC LIMIT " + limit)
                .map((row, context) -> AlertRows.summary(row, now))
                .list();
    }

    private static Filter where(AlertFilter wanted, Instant now) {
        Filter filter = new Filter()
                .andIn(
                        "a.state",
                        "states",
                        wanted.states().stream().map(Enum::name).toList())
                .andIn(
                        "a.severity",
                        "severities",
                        wanted.severities().stream().map(Enum::name).toList())
                .andIfGiven(
                        "a.kind = :kind",
                        "kind",
                        wanted.kind() == null ? null : wanted.kind().name())
                .andIfGiven("a.key_text = :key", "key", wanted.key())
                .andIfGiven("a.group_id = :group", "group", wanted.group())
                .between("a.window_end", wanted.from(), wanted.to());
        if (!wanted.statuses().isEmpty()) {
            List<String> any = new ArrayList<>();
            for (DeskStatus status : wanted.statuses()) {
                any.add(condition(status));
            }
            filter.and("(" + String.join(" OR ", any) + ")", "now", now);
        }
        return filter;
    }

    private static String condition(DeskStatus status) {
        return switch (status) {
            case NEW -> NEW;
            case REAL -> "a.verdict = 'REAL'";
            case FALSE_ALARM -> "a.verdict = 'FALSE_ALARM'";
            case SNOOZED -> "(a.verdict = 'SNOOZE' AND a.verdict_until > :now)";
        };
    }

    public int countNew(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM alert a WHERE " + NEW)
                .bind("now", clock.instant())
                .mapTo(Integer.class)
                .one();
    }

    public Optional<AlertSummary> summary(Handle handle, String id) {
        return summaries(handle, List.of(id)).stream().findFirst();
    }

    /** Those of the alerts that there are, newest first. */
    List<AlertSummary> summaries(Handle handle, List<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        return new Filter()
                .andIn("a.id", "ids", ids)
                .query(
                        handle,
                        "SELECT " + AlertRows.SUMMARY_COLUMNS + " FROM alert a",
                        "ORDER BY a.window_end DESC, a.id DESC")
                .map((row, context) -> AlertRows.summary(row, now))
                .list();
    }

    public Optional<AlertDetail> detail(Handle handle, String id) {
        return summary(handle, id).map(summary -> detail(handle, summary));
    }

    private AlertDetail detail(Handle handle, AlertSummary summary) {
        String id = summary.id();
        Body body = handle.createQuery("SELECT facts, evidence FROM alert WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> new Body(row.getString(1), row.getString(2)))
                .one();
        Alert alert = Json.read(body.facts(), Alert.class);
        return new AlertDetail(
                summary,
                PlainSummary.of(body.facts(), alert),
                alert.pValue(),
                alert.peakScore(),
                alert.threshold() > 0 ? alert.threshold() : null,
                alert.observedRaw(),
                alert.usualTerms(),
                evidence(handle, body.evidence()),
                alert.detectorVersion(),
                alert.offsets() == null ? List.of() : alert.offsets(),
                steps(handle, id),
                verdicts(handle, id),
                notes(handle, id),
                related(handle, summary, alert.relatedTo()));
    }

    /** The others of its group, and those that the job says it is about the same event as; newest first. */
    private List<AlertSummary> related(Handle handle, AlertSummary summary, List<String> named) {
        Map<String, AlertSummary> related = new HashMap<>();
        list(handle, AlertFilter.ofGroup(summary.group()), null, MAX_RELATED + 1)
                .forEach(other -> related.put(other.id(), other));
        summaries(handle, named).forEach(other -> related.put(other.id(), other));
        related.remove(summary.id());
        return related.values().stream().sorted(NEWEST_FIRST).limit(MAX_RELATED).toList();
    }

    private List<EvidenceView> evidence(Handle handle, String json) {
        List<Evidence> evidence = Json.read(json, new TypeReference<>() {});
        Map<String, MessageView> held =
                messages.byId(handle, evidence.stream().map(Evidence::messageId).toList());
        return evidence.stream()
                .map(item -> new EvidenceView(
                        item.messageId(),
                        item.publishedAt(),
                        item.source(),
                        item.text(),
                        item.sentiment(),
                        item.probability(),
                        item.highlights(),
                        item.faithfulness(),
                        held.get(item.messageId())))
                .toList();
    }

    /** Oldest first. */
    public List<AlertStep> steps(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM alert_step WHERE alert_id = :id ORDER BY window_end")
                .bind("id", id)
                .map((row, context) -> AlertRows.step(row))
                .list();
    }

    private static List<GivenVerdict> verdicts(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM alert_verdict WHERE alert_id = :id ORDER BY id DESC")
                .bind("id", id)
                .map((row, context) -> Objects.requireNonNull(AlertRows.verdict(
                        row.getString("verdict"),
                        row.getString("analyst"),
                        row.getTimestamp("given_at"),
                        row.getTimestamp("until_at"),
                        row.getString("note"))))
                .list();
    }

    private static List<Note> notes(Handle handle, String id) {
        return handle.createQuery(
                        "SELECT note, analyst, given_at FROM alert_note WHERE alert_id = :id ORDER BY id DESC")
                .bind("id", id)
                .map((row, context) -> new Note(
                        row.getString(1), row.getString(2), row.getTimestamp(3).toInstant()))
                .list();
    }

    private record Body(String facts, String evidence) {}
}
