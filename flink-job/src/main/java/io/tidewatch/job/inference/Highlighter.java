package io.tidewatch.job.inference;

import io.tidewatch.events.Highlight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the words that drew most of a task's attention. */
final class Highlighter {
    /** As many words as a reader takes in at a glance. */
    private static final int MAX_WORDS = 5;
    /** Less than a twentieth of the attention is noise spread over a headline's words. */
    private static final double MIN_WEIGHT = 0.05;

    private Highlighter() {}

    /**
     * The words of one window; their places are those in the whole text.
     *
     * @param attention weight by token, sum 1; its length may exceed the window's by padding
     */
    static List<Highlight> highlights(EncodedText text, float[] attention) {
        List<Highlight> words = new ArrayList<>();
        for (int first = 0; first < text.length(); ) {
            int start = text.wordStarts()[first];
            int end = text.wordEnds()[first];
            double weight = 0;
            int next = first;
            do {
                weight += attention[next++];
            } while (next < text.length() && text.wordStarts()[next] == start && text.wordEnds()[next] == end);
            first = next;
            double rounded = Math.round(weight * 1e4) / 1e4;
            if (start >= 0 && rounded >= MIN_WEIGHT && hasLetterOrDigit(text.text(), start, end)) {
                words.add(new Highlight(start, end, rounded));
            }
        }
        return strongest(words);
    }

    /** The words to show, strongest first; a word that two windows share counts once, as the stronger. */
    static List<Highlight> strongest(List<Highlight> words) {
        Set<Integer> starts = new HashSet<>();
        return words.stream()
                .sorted(Comparator.comparingDouble(Highlight::weight).reversed().thenComparingInt(Highlight::start))
                .filter(word -> starts.add(word.start()))
                .limit(MAX_WORDS)
                .toList();
    }

    private static boolean hasLetterOrDigit(String text, int start, int end) {
        return text.substring(start, end).codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
