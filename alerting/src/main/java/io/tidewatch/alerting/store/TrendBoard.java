package io.tidewatch.alerting.store;

import io.tidewatch.alerting.store.TrendReader.Sum;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.alerting.view.DeskStatus;
import io.tidewatch.alerting.view.KeyView;
import io.tidewatch.alerting.view.TrendPoint;
import io.tidewatch.alerting.view.TrendRow;
import io.tidewatch.alerting.view.TrendsNow;
import io.tidewatch.events.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Every key's last day, what is unusual first: keys with an open alert, by its severity, then by how far the negative
 * messages of the last two hours stand above their mean over the six days before. That mean knows nothing of the time of
 * day; it orders a page, and the surge detector decides what is an alert.
 */
public final class TrendBoard {
    private static final TrendStep STEP = TrendStep.HOUR;
    private static final Duration SHOWN = Duration.ofHours(24);
    private static final Duration LATEST = Duration.ofHours(2);
    private static final Duration HELD = Duration.ofDays(7);
    private static final int MAX_OPEN_ALERTS = 500;
    private static final Sum NONE = new Sum(0, 0, 0, 0, 0, 0);

    private final TrendReader trends;
    private final AlertReader alerts;

    public TrendBoard(TrendReader trends, AlertReader alerts) {
        this.trends = trends;
        this.alerts = alerts;
    }

    public TrendsNow now(Handle handle, KeyKind kind, int limit) {
        Optional<Instant> newest = trends.newestEnd(handle);
        if (newest.isEmpty()) {
            return new TrendsNow(null, STEP.text(), List.of());
        }
        Instant end = newest.get();
        // The end of the hour that the newest window lies in, so that this hour is the last of the day shown.
        Instant until = STEP.floor(end.minusMillis(1)).plus(STEP.length());
        Map<String, AlertSummary> open = openAlerts(handle, until);
        List<TrendRow> rows = new ArrayList<>();
        Instant shownFrom = until.minus(SHOWN);
        Map<KeyView, Sum> before = before(handle, kind, until.minus(HELD), shownFrom);
        Map<KeyView, TreeMap<Instant, Sum>> day = hours(handle, kind, shownFrom, until);
        Set<KeyView> keys = new HashSet<>(before.keySet());
        keys.addAll(day.keySet());
        for (KeyView key : keys) {
            TreeMap<Instant, Sum> hours = day.getOrDefault(key, new TreeMap<>());
            rows.add(row(key, before.getOrDefault(key, NONE), hours, until, open.get(key.text())));
        }
        rows.sort(Comparator.<TrendRow>comparingInt(row -> row.openAlert() == null
                        ? -1
                        : row.openAlert().severity().ordinal())
                .thenComparingDouble(TrendRow::unusual)
                .thenComparingInt(TrendRow::total)
                .reversed()
                .thenComparing(row -> row.key().text()));
        return new TrendsNow(end, STEP.text(), rows.subList(0, Math.min(limit, rows.size())));
    }

    /** The days before are many rows of which one number each is needed, so the database adds them up. */
    private static Map<KeyView, Sum> before(Handle handle, KeyKind kind, Instant from, Instant to) {
        Map<KeyView, Sum> byKey = new HashMap<>();
        handle.createQuery("""
                        SELECT k.key_text, k.topic, k.theme, k.entity, h.negative, h.neutral, h.positive,
                            h.with_repeats, h.press_releases, h.score_sum
                        FROM (SELECT key_text, SUM(negative) AS negative, SUM(neutral) AS neutral,
                                SUM(positive) AS positive, SUM(with_repeats) AS with_repeats,
                                SUM(press_releases) AS press_releases, SUM(score_sum) AS score_sum
                            FROM trend_hour WHERE hour_start >= :from AND hour_start < :to GROUP BY key_text) h
                        JOIN trend_key k ON k.key_text = h.key_text WHERE """ + " " + kind.condition())
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> Map.entry(TrendReader.key(row), Sum.of(row)))
                .forEach(entry -> byKey.put(entry.getKey(), entry.getValue()));
        return byKey;
    }

    private static Map<KeyView, TreeMap<Instant, Sum>> hours(Handle handle, KeyKind kind, Instant from, Instant to) {
        Map<KeyView, TreeMap<Instant, Sum>> byKey = new HashMap<>();
        handle.createQuery("""
                        SELECT h.hour_start, h.negative, h.neutral, h.positive, h.with_repeats, h.press_releases,
                            h.score_sum, k.key_text, k.topic, k.theme, k.entity
                        FROM trend_hour h JOIN trend_key k ON k.key_text = h.key_text
                        WHERE h.hour_start >= :from AND h.hour_start < :to AND """ + " " + kind.condition())
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> new Hour(
                        TrendReader.key(row), row.getTimestamp("hour_start").toInstant(), Sum.of(row)))
                .forEach(hour -> byKey.computeIfAbsent(hour.key(), key -> new TreeMap<>())
                        .put(hour.start(), hour.sum()));
        return byKey;
    }

    private static TrendRow row(
            KeyView key, Sum before, TreeMap<Instant, Sum> hours, Instant until, @Nullable AlertSummary openAlert) {
        Sum day = hours.values().stream().reduce(NONE, Sum::plus);
        int negative = hours.tailMap(until.minus(LATEST)).values().stream()
                .mapToInt(Sum::negative)
                .sum();
        double latestOfBefore = (double) LATEST.toHours() / HELD.minus(SHOWN).toHours();
        double expected = Math.round(before.negative() * latestOfBefore * 1e3) / 1e3;
        double unusual = Math.round((negative - expected) / Math.sqrt(expected + 1) * 1e3) / 1e3;
        List<TrendPoint> points = hours.entrySet().stream()
                .map(hour -> hour.getValue().point(hour.getKey(), STEP))
                .toList();
        return new TrendRow(
                key, points, negative, expected, day.total(), day.meanScore(), before.meanScore(), unusual, openAlert);
    }

    /** By key, the most severe of those that are neither resolved nor judged a false alarm. */
    private Map<String, AlertSummary> openAlerts(Handle handle, Instant until) {
        AlertFilter open = AlertFilter.between(until.minus(HELD), null)
                .inStates(AlertState.OPENED, AlertState.ESCALATED, AlertState.ONGOING);
        Map<String, AlertSummary> byKey = new HashMap<>();
        for (AlertSummary alert : alerts.list(handle, open, null, MAX_OPEN_ALERTS)) {
            if (alert.status() != DeskStatus.FALSE_ALARM) {
                byKey.merge(alert.key().text(), alert, (a, b) -> b.severity().compareTo(a.severity()) > 0 ? b : a);
            }
        }
        return byKey;
    }

    /** Which kind of keys a board shows. */
    public enum KeyKind {
        TOPIC("k.topic IS NOT NULL AND k.theme IS NULL AND k.entity IS NULL"),
        THEME("k.topic IS NULL AND k.theme IS NOT NULL AND k.entity IS NULL"),
        ENTITY("k.topic IS NULL AND k.theme IS NULL AND k.entity IS NOT NULL"),
        COMBINED("k.entity IS NOT NULL AND (k.topic IS NOT NULL OR k.theme IS NOT NULL)"),
        ALL("1 = 1");

        private final String condition;

        KeyKind(String condition) {
            this.condition = condition;
        }

        String condition() {
            return condition;
        }
    }

    private record Hour(KeyView key, Instant start, Sum sum) {}
}
