package io.tidewatch.job.inference;

import io.tidewatch.events.Highlight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the words that count most for a task's label, by one of the outputs that the model has for each token. */
enum Highlighter {
    /**
     * How far the probability of the label falls when the token is left out of the pooling. Falls are small where the
     * model is certain or several words say the same, yet they still rank the words: from 0.01 on, more than half of the
     * topics would have no word at all. Below ten steps of the rounding to 4 decimals they are not told from noise.
     */
    FALL("_highlight", 0.001),
    /**
     * The token's share of the task's attention, all that bundles up to 2026.11.2 have. Less than a twentieth is noise
     * spread over a headline's words.
     */
    ATTENTION("_attention", 0.05);

    /** As many words as a reader takes in at a glance. */
    private static final int MAX_WORDS = 5;

    private final String suffix;
    private final double minWeight;

    Highlighter(String suffix, double minWeight) {
        this.suffix = suffix;
        this.minWeight = minWeight;
    }

    /** The better one of those that the bundle's model has the outputs for. */
    static Highlighter of(ModelBundle bundle) {
        List<String> names =
                bundle.outputs().stream().map(ModelBundle.TensorInfo::name).toList();
        boolean falls = bundle.tasks().stream().map(FALL::output).allMatch(names::contains);
        return falls ? FALL : ATTENTION;
    }

    /** The model's output for a task. */
    String output(ModelTask task) {
        return task.name() + suffix;
    }

    /**
     * The words of one window; their places are those in the whole text.
     *
     * @param weights by token, those of a word add up; there may be more than the window's tokens by padding
     */
    List<Highlight> highlights(EncodedText text, float[] weights) {
        List<Highlight> words = new ArrayList<>();
        for (int first = 0; first < text.length(); ) {
            int start = text.wordStarts()[first];
            int end = text.wordEnds()[first];
            double weight = 0;
            int next = first;
            do {
                weight += weights[next++];
            } while (next < text.length() && text.wordStarts()[next] == start && text.wordEnds()[next] == end);
            first = next;
            // The falls of a word's tokens may add up to more than the whole probability.
            double rounded = Math.min(Math.round(weight * 1e4) / 1e4, 1);
            if (start >= 0 && rounded >= minWeight && hasLetterOrDigit(text.text(), start, end)) {
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
