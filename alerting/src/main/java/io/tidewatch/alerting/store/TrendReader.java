package io.tidewatch.alerting.store;

import com.fasterxml.jackson.core.type.TypeReference;
import io.tidewatch.alerting.view.KeyView;
import io.tidewatch.alerting.view.TrendPoint;
import io.tidewatch.events.TermWeight;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads trends. Steps of an hour and more come from the hourly sums. */
public final class TrendReader {
    private static final int NEWEST_WINDOWS = 12;
    private static final int SHOWN_TERMS = 15;

    /** The end of the newest window of any key; empty before the first. */
    public Optional<Instant> newestEnd(Handle handle) {
        return handle.createQuery("SELECT MAX(newest_end) FROM trend_key")
                .map((row, context) -> Optional.ofNullable(AlertRows.instant(row.getTimestamp(1))))
                .one();
    }

    public Optional<KeyView> key(Handle handle, String text) {
        return handle.createQuery("SELECT * FROM trend_key WHERE key_text = :key")
                .bind("key", text)
                .map((row, context) -> key(row))
                .findOne();
    }

    static KeyView key(ResultSet row) throws SQLException {
        return new KeyView(
                row.getString("key_text"), row.getString("topic"), row.getString("theme"), row.getString("entity"));
    }

    /** The key's counts by step, in order; steps without messages have none. */
    public List<TrendPoint> points(Handle handle, String key, Instant from, Instant to, TrendStep step) {
        boolean hourly = step.length().compareTo(TrendStep.HOUR.length()) >= 0;
        String start = hourly ? "hour_start" : "window_start";
        TreeMap<Instant, Sum> sums = new TreeMap<>();
        handle.createQuery("SELECT " + start + " AS start_at, negative, neutral, positive, with_repeats,"
                        + " press_releases, score_sum FROM " + (hourly ? "trend_hour" : "trend_window")
                        + " WHERE key_text = :key AND " + start + " >= :from AND " + start + " < :to")
                .bind("key", key)
                .bind("from", step.floor(from))
                .bind("to", to)
                .map((row, context) -> Map.entry(row.getTimestamp("start_at").toInstant(), Sum.of(row)))
                .forEach(entry -> sums.merge(step.floor(entry.getKey()), entry.getValue(), Sum::plus));
        return sums.entrySet().stream()
                .map(entry -> entry.getValue().point(entry.getKey(), step))
                .toList();
    }

    /** Words that counted most in the negative messages of the newest windows before {@code to}, strongest first. */
    public List<TermWeight> leadingTerms(Handle handle, String key, Instant from, Instant to) {
        Map<String, Double> weights = new HashMap<>();
        handle.createQuery("""
                        SELECT leading_terms FROM trend_window
                        WHERE key_text = :key AND window_start >= :from AND window_start < :to
                        ORDER BY window_start DESC LIMIT :limit""")
                .bind("key", key)
                .bind("from", from)
                .bind("to", to)
                .bind("limit", NEWEST_WINDOWS)
                .mapTo(String.class)
                .forEach(json -> Json.read(json, new TypeReference<List<TermWeight>>() {})
                        .forEach(term -> weights.merge(term.term(), term.weight(), Double::sum)));
        return weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN_TERMS)
                .map(entry -> new TermWeight(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Counts of one key in one stretch of time. */
    record Sum(int negative, int neutral, int positive, int withRepeats, int pressReleases, double scoreSum) {
        static Sum of(ResultSet row) throws SQLException {
            return new Sum(
                    row.getInt("negative"),
                    row.getInt("neutral"),
                    row.getInt("positive"),
                    row.getInt("with_repeats"),
                    row.getInt("press_releases"),
                    row.getDouble("score_sum"));
        }

        Sum plus(Sum other) {
            return new Sum(
                    negative + other.negative,
                    neutral + other.neutral,
                    positive + other.positive,
                    withRepeats + other.withRepeats,
                    pressReleases + other.pressReleases,
                    scoreSum + other.scoreSum);
        }

        int total() {
            return negative + neutral + positive;
        }

        @Nullable
        Double meanScore() {
            return total() == 0 ? null : Math.round(scoreSum / total() * 1e4) / 1e4;
        }

        TrendPoint point(Instant start, TrendStep step) {
            return new TrendPoint(
                    start,
                    start.plus(step.length()),
                    negative,
                    neutral,
                    positive,
                    total(),
                    withRepeats,
                    pressReleases,
                    meanScore());
        }
    }
}
