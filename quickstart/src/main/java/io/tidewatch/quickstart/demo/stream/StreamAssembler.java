package io.tidewatch.quickstart.demo.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Puts messages in order, numbers them and adds second deliveries and malformed lines. */
final class StreamAssembler {
    private static final int REDELIVERIES = 16;

    /** A feed that sends a message twice does it at once, or stamps it anew within this time. */
    private static final int LAST_REDELIVERY_SECONDS = 900;

    private final Random random;

    StreamAssembler(Random random) {
        this.random = random;
    }

    List<StreamLine> assemble(List<DemoMessage> messages) {
        List<DemoMessage> ordered = new ArrayList<>(messages);
        ordered.sort(Comparator.comparingLong(DemoMessage::epochSecond));
        List<StreamLine> sound = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            sound.add(StreamLine.of(ordered.get(i), String.format(Locale.ROOT, "demo-%06d", i)));
        }
        List<StreamLine> lines = new ArrayList<>(sound);
        addRedeliveries(sound, lines);
        addMalformed(sound, lines);
        // Stable: an added line comes after the line that it was made from.
        lines.sort(Comparator.comparingLong(StreamLine::epochSecond));
        return List.copyOf(lines);
    }

    private void addRedeliveries(List<StreamLine> sound, List<StreamLine> lines) {
        for (int i = 0; i < REDELIVERIES; i++) {
            StreamLine original = sound.get(placeInStretch(i, REDELIVERIES, sound.size()));
            lines.add(original.redelivered(i % 2 == 0 ? 0 : 1 + random.nextInt(LAST_REDELIVERY_SECONDS)));
        }
    }

    private void addMalformed(List<StreamLine> sound, List<StreamLine> lines) {
        for (MalformedKind kind : MalformedKind.values()) {
            for (int i = 0; i < kind.lines(); i++) {
                StreamLine neighbour = sound.get(placeInStretch(i, kind.lines(), sound.size()));
                String id = String.format(Locale.ROOT, "demo-%s-%d", kind.label(), i + 1);
                lines.add(neighbour.malformed(kind, id));
            }
        }
    }

    /** Returns a random place in the i-th of {@code stretches} equal parts of the stream, so that all parts get some. */
    private int placeInStretch(int stretch, int stretches, int size) {
        int length = size / stretches;
        return stretch * length + random.nextInt(length);
    }
}
