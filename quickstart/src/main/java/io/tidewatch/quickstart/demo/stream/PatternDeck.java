package io.tidewatch.quickstart.demo.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Deals patterns like cards: none comes back before all the others were dealt, so wordings spread out in time. */
final class PatternDeck {
    private final List<SentencePattern> patterns;
    private final Deque<SentencePattern> undealt = new ArrayDeque<>();

    PatternDeck(List<SentencePattern> patterns) {
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("a deck needs at least one pattern");
        }
        this.patterns = List.copyOf(patterns);
    }

    SentencePattern next(Random random) {
        if (undealt.isEmpty()) {
            List<SentencePattern> shuffled = new ArrayList<>(patterns);
            Collections.shuffle(shuffled, random);
            undealt.addAll(shuffled);
        }
        return undealt.removeFirst();
    }
}
