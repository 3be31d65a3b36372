package io.tidewatch.quickstart.backtest;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.TrendKey;
import io.tidewatch.events.TrendWindow;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a replay's {@code trends.jsonl} tells of keys and time. */
final class TrendFile {
    /** Enough for the width of a screen. */
    private static final long MOST_BARS = 560;

    private final Path file;
    private final Set<String> keys = new HashSet<>();
    private Instant from = Instant.MAX;
    private Instant to = Instant.MIN;
    private Duration window = Duration.ZERO;

    private TrendFile(Path file) {
        this.file = file;
    }

    /** @throws IOException if the file cannot be read, or has no window */
    static TrendFile read(Path file) throws IOException {
        TrendFile trends = new TrendFile(file);
        trends.forEach(trends::take);
        if (trends.window.isZero()) {
            throw new IOException("There is no message in the streams that could be scored; " + file.getParent()
                    + "/rejected.jsonl says why.");
        }
        return trends;
    }

    private void take(TrendWindow closed) {
        if (!closed.key().equals(TrendKey.ALL)) {
            keys.add(closed.key().asText());
        }
        from = closed.windowStart().isBefore(from) ? closed.windowStart() : from;
        to = closed.windowEnd().isAfter(to) ? closed.windowEnd() : to;
        window = Duration.between(closed.windowStart(), closed.windowEnd());
    }

    private void forEach(Consumer<TrendWindow> action) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                action.accept(EventJson.read(line.getBytes(StandardCharsets.UTF_8), TrendWindow.class));
            }
        }
    }

    Instant from() {
        return from;
    }

    /** Exclusive. */
    Instant to() {
        return to;
    }

    /** Those that are watched for surges: all but the one under which every message counts. */
    int keys() {
        return keys.size();
    }

    /**
     * Timelines of some keys, in the order of their names.
     *
     * @param rows alerts by key
     */
    List<Timeline> timelines(TreeMap<String, List<Timeline.Row>> rows) throws IOException {
        long windows = Duration.between(from, to).dividedBy(window);
        long windowsPerBar = (windows + MOST_BARS - 1) / MOST_BARS;
        int bars = (int) ((windows + windowsPerBar - 1) / windowsPerBar);
        TreeMap<String, Timeline> timelines = new TreeMap<>();
        rows.forEach((key, alerts) -> timelines.put(
                key,
                new Timeline(key, from, windowsPerBar * window.toSeconds(), new int[bars], new int[bars], alerts)));
        forEach(closed -> {
            Timeline timeline = timelines.get(closed.key().asText());
            // Corrections say again what the first revision said, so only that one is drawn, as the detector saw it.
            if (timeline != null && closed.revision() == 0) {
                int bar = (int) (Duration.between(from, closed.windowStart()).dividedBy(window) / windowsPerBar);
                timeline.negatives()[bar] += closed.novel().negative();
                timeline.totals()[bar] += closed.novel().total();
            }
        });
        return List.copyOf(timelines.values());
    }
}
