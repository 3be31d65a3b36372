package io.tidewatch.quickstart.replay;

import io.tidewatch.quickstart.replay.TimedStream.Timed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several recorded streams, each in time order, as one; restricted to a range of arrival. */
final class MergedStreams implements AutoCloseable {
    private final List<TimedStream> streams = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(
            Comparator.comparing((Head head) -> head.timed().arrival()).thenComparing(Head::stream));
    private final @Nullable Instant from;
    private final @Nullable Instant to;

    private record Head(int stream, Timed timed) {}

    /**
     * @param from inclusive; null for the beginning
     * @param to exclusive; null for the end
     */
    MergedStreams(List<Path> files, @Nullable Instant from, @Nullable Instant to) throws IOException {
        this.from = from;
        this.to = to;
        for (Path file : files) {
            streams.add(new TimedStream(new StreamReader(file)));
            advance(streams.size() - 1);
        }
    }

    /** @return null at the end */
    @Nullable
    Timed next() throws IOException {
        for (Head head = heads.poll(); head != null; head = heads.poll()) {
            advance(head.stream());
            if (isWanted(head.timed().arrival())) {
                return head.timed();
            }
        }
        return null;
    }

    private boolean isWanted(Instant arrival) {
        return (from == null || !arrival.isBefore(from)) && (to == null || arrival.isBefore(to));
    }

    private void advance(int stream) throws IOException {
        Timed timed = streams.get(stream).next();
        if (timed != null) {
            heads.add(new Head(stream, timed));
        }
    }

    @Override
    public void close() throws IOException {
        for (TimedStream stream : streams) {
            stream.close();
        }
    }
}
