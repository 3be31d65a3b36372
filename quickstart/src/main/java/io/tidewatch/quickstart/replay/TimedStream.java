package io.tidewatch.quickstart.replay;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recorded stream with the time at which each line is taken to have arrived, which becomes its Kafka time stamp. It
 * follows the recorded dates. A recording is in time order, so a date that most of the lines after it lie before is
 * wrong and does not move the time; nor does one that lies behind it. Lines without a date, or with a wrong one, arrive
 * with the line before, and the first ones when the stream begins.
 */
final class TimedStream implements AutoCloseable {
    /** Lines ahead that vote on a date. */
    private static final int VOTERS = 33;

    private final StreamReader reader;
    private final Deque<StreamLine> ahead = new ArrayDeque<>();
    private Instant now;

    /** A line and when it arrives. */
    record Timed(StreamLine line, Instant arrival) {}

    TimedStream(StreamReader reader) throws IOException {
        this.reader = reader;
        for (int i = 0; i < VOTERS; i++) {
            lookFurther();
        }
        now = beginning();
    }

    /**
     * The first date of the lines ahead. Up to an eighth of them, on either side, may be wrong: what lies further before
     * the others than they lie apart is.
     */
    private Instant beginning() {
        List<Instant> dates = ahead.stream()
                .map(StreamLine::publishedAt)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        if (dates.isEmpty()) {
            return Instant.EPOCH;
        }
        Instant low = dates.get(dates.size() / 8);
        Instant high = dates.get(dates.size() - 1 - dates.size() / 8);
        Instant earliest = low.minus(Duration.between(low, high));
        return dates.stream()
                .filter(date -> !date.isBefore(earliest))
                .findFirst()
                .orElse(low);
    }

    /** @return null at the end */
    @Nullable
    Timed next() throws IOException {
        StreamLine line = ahead.poll();
        if (line == null) {
            return null;
        }
        lookFurther();
        Instant date = line.publishedAt();
        if (date != null && date.isAfter(now) && isBelieved(date)) {
            now = date;
        }
        return new Timed(line, now);
    }

    private void lookFurther() throws IOException {
        StreamLine line = reader.next();
        if (line != null) {
            ahead.add(line);
        }
    }

    private boolean isBelieved(Instant date) {
        int votes = 0;
        for (StreamLine later : ahead) {
            if (later.publishedAt() != null) {
                votes += later.publishedAt().isBefore(date) ? -1 : 1;
            }
        }
        return votes >= 0;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
