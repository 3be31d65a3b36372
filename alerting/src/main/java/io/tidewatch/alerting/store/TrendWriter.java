package io.tidewatch.alerting.store;

import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TrendKey;
import io.tidewatch.events.TrendWindow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Takes windows of trends in. The highest revision of a window holds; the hourly sums move by what a revision changed, so
 * that nothing is counted twice.
 */
public final class TrendWriter {
    /** @return those that were new or corrected a window */
    public List<TrendWindow> upsert(Handle handle, List<TrendWindow> batch) {
        Map<Place, TrendWindow> newest = new LinkedHashMap<>();
        for (TrendWindow window : batch) {
            newest.merge(Place.of(window), window, (a, b) -> b.revision() > a.revision() ? b : a);
        }
        Map<Place, Stored> stored = stored(handle, newest.keySet());
        List<TrendWindow> changed = new ArrayList<>();
        Map<Place, Counts> differences = new LinkedHashMap<>();
        PreparedBatch insert = handle.prepareBatch("""
                INSERT INTO trend_window (key_text, window_start, window_end, revision, negative, neutral, positive,
                    with_repeats, press_releases, score_sum, leading_terms)
                VALUES (:key, :start, :end, :revision, :negative, :neutral, :positive,
                    :withRepeats, :pressReleases, :scoreSum, :terms)""");
        PreparedBatch update = handle.prepareBatch("""
                UPDATE trend_window SET window_end = :end, revision = :revision, negative = :negative,
                    neutral = :neutral, positive = :positive, with_repeats = :withRepeats,
                    press_releases = :pressReleases, score_sum = :scoreSum, leading_terms = :terms
                WHERE key_text = :key AND window_start = :start""");
        newest.forEach((place, window) -> {
            Stored present = stored.get(place);
            if (present == null || present.revision() < window.revision()) {
                bind(present == null ? insert : update, place, window).add();
                Counts counts = Counts.of(window);
                differences.merge(
                        place.hour(), present == null ? counts : counts.minus(present.counts()), Counts::plus);
                changed.add(window);
            }
        });
        Batches.run(insert, update);
        addToHours(handle, differences);
        writeKeys(handle, changed);
        return changed;
    }

    private static PreparedBatch bind(PreparedBatch batch, Place place, TrendWindow window) {
        return Counts.of(window)
                .bind(batch)
                .bind("key", place.key())
                .bind("start", place.start())
                .bind("end", window.windowEnd())
                .bind("revision", window.revision())
                .bind("terms", Texts.storable(Json.write(window.leadingTerms())));
    }

    private static Map<Place, Stored> stored(Handle handle, Collection<Place> places) {
        Map<Place, Stored> stored = new HashMap<>();
        handle.createQuery("SELECT * FROM trend_window WHERE key_text IN (<keys>) AND window_start IN (<starts>)")
                .bindList("keys", places.stream().map(Place::key).distinct().toList())
                .bindList("starts", places.stream().map(Place::start).distinct().toList())
                .map((row, context) -> Map.entry(
                        new Place(
                                row.getString("key_text"),
                                row.getTimestamp("window_start").toInstant()),
                        new Stored(row.getInt("revision"), Counts.of(row))))
                .forEach(entry -> stored.put(entry.getKey(), entry.getValue()));
        return stored;
    }

    private static void addToHours(Handle handle, Map<Place, Counts> differences) {
        PreparedBatch begin = handle.prepareBatch("""
                INSERT INTO trend_hour (key_text, hour_start, negative, neutral, positive, with_repeats, press_releases,
                    score_sum)
                VALUES (:key, :start, 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING""");
        PreparedBatch add = handle.prepareBatch("""
                UPDATE trend_hour SET negative = negative + :negative, neutral = neutral + :neutral,
                    positive = positive + :positive, with_repeats = with_repeats + :withRepeats,
                    press_releases = press_releases + :pressReleases, score_sum = score_sum + :scoreSum
                WHERE key_text = :key AND hour_start = :start""");
        differences.forEach((hour, counts) -> {
            begin.bind("key", hour.key()).bind("start", hour.start()).add();
            counts.bind(add).bind("key", hour.key()).bind("start", hour.start()).add();
        });
        Batches.run(begin, add);
    }

    private static void writeKeys(Handle handle, List<TrendWindow> windows) {
        Map<TrendKey, Instant> newestEnds = new LinkedHashMap<>();
        windows.forEach(window -> newestEnds.merge(window.key(), window.windowEnd(), (a, b) -> a.isAfter(b) ? a : b));
        PreparedBatch insert = handle.prepareBatch("""
                INSERT INTO trend_key (key_text, topic, theme, entity, newest_end)
                VALUES (:key, :topic, :theme, :entity, :end) ON CONFLICT DO NOTHING""");
        PreparedBatch update = handle.prepareBatch(
                "UPDATE trend_key SET newest_end = :end WHERE key_text = :key AND newest_end < :end");
        newestEnds.forEach((key, end) -> {
            insert.bind("key", key.asText())
                    .bind("topic", key.topic())
                    .bind("theme", key.theme())
                    .bind("entity", key.entity())
                    .bind("end", end)
                    .add();
            update.bind("key", key.asText()).bind("end", end).add();
        });
        Batches.run(insert, update);
    }

    /** @throws java.io.UncheckedIOException if the bytes are not a window of a trend */
    public static TrendWindow read(byte[] json) {
        TrendWindow window = io.tidewatch.events.EventJson.read(json, TrendWindow.class);
        Received.require(window.key(), "key");
        Received.require(window.windowStart(), "windowStart");
        Received.require(window.windowEnd(), "windowEnd");
        Received.require(window.novel(), "novel");
        Received.require(window.raw(), "raw");
        Received.require(window.leadingTerms(), "leadingTerms");
        Received.indexable(window.key().asText(), "key");
        return window;
    }

    private record Place(String key, Instant start) {
        static Place of(TrendWindow window) {
            return new Place(window.key().asText(), window.windowStart());
        }

        Place hour() {
            return new Place(key, start.truncatedTo(ChronoUnit.HOURS));
        }
    }

    private record Stored(int revision, Counts counts) {}

    private record Counts(SentimentCounts novel, int withRepeats, int pressReleases, double scoreSum) {
        static Counts of(TrendWindow window) {
            double mean = window.meanScore() == null ? 0 : window.meanScore();
            return new Counts(
                    window.novel(),
                    window.raw().total(),
                    window.pressReleases(),
                    mean * window.novel().total());
        }

        static Counts of(java.sql.ResultSet row) throws java.sql.SQLException {
            return new Counts(
                    new SentimentCounts(row.getInt("negative"), row.getInt("neutral"), row.getInt("positive")),
                    row.getInt("with_repeats"),
                    row.getInt("press_releases"),
                    row.getDouble("score_sum"));
        }

        Counts plus(Counts other) {
            return new Counts(
                    novel.plus(other.novel),
                    withRepeats + other.withRepeats,
                    pressReleases + other.pressReleases,
                    scoreSum + other.scoreSum);
        }

        Counts minus(Counts other) {
            SentimentCounts less =
                    new SentimentCounts(-other.novel.negative(), -other.novel.neutral(), -other.novel.positive());
            return plus(new Counts(less, -other.withRepeats, -other.pressReleases, -other.scoreSum));
        }

        PreparedBatch bind(PreparedBatch batch) {
            return batch.bind("negative", novel.negative())
                    .bind("neutral", novel.neutral())
                    .bind("positive", novel.positive())
                    .bind("withRepeats", withRepeats)
                    .bind("pressReleases", pressReleases)
                    .bind("scoreSum", scoreSum);
        }
    }
}
