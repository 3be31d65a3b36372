package io.tidewatch.quickstart.demo.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Remembers the last day's texts, so that no message repeats another one by accident. Times must not go back. */
final class RecentTexts {
    private static final Duration MEMORY = Duration.ofHours(24);

    private final Deque<Remembered> remembered = new ArrayDeque<>();

    /** Returns how alike the text is to the most similar one of the last 24 hours, from 0 to 1. */
    double highestSimilarity(long epochSecond, String text) {
        while (!remembered.isEmpty() && remembered.getFirst().epochSecond < epochSecond - MEMORY.toSeconds()) {
            remembered.removeFirst();
        }
        int[] features = NearRepeats.features(text);
        double highest = 0;
        for (Remembered earlier : remembered) {
            highest = Math.max(highest, NearRepeats.jaccard(features, earlier.features));
        }
        return highest;
    }

    void remember(long epochSecond, String text) {
        remembered.addLast(new Remembered(epochSecond, NearRepeats.features(text)));
    }

    private static final class Remembered {
        private final long epochSecond;
        private final int[] features;

        Remembered(long epochSecond, int[] features) {
            this.epochSecond = epochSecond;
            this.features = features;
        }
    }
}
