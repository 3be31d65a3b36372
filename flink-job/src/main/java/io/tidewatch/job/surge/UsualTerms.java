package io.tidewatch.job.surge;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words that usually count in a key's negative messages: a bag of a few words with weights that fade, under 2 KB.
 * It is changed with additions, multiplications and {@link StrictMath} alone, so it is the same on every machine.
 */
public class UsualTerms {
    /** A word weighs half after a week of 5-minute windows: as long as a story may well stay in the news. */
    private static final double HALF_LIFE_WINDOWS = 2_016;

    private static final int MAX_TERMS = 48;
    /** Longer words come from hostile texts. */
    private static final int MAX_TERM_CHARS = 40;
    /**
     * Added to every word's usual share, because a word that was never seen may still be usual. A new word that makes up
     * a tenth of a surge then ranks like a usual one of more than half of it.
     */
    private static final double UNSEEN_SHARE = 0.001;

    private static final Comparator<Map.Entry<String, Double>> HEAVIEST_FIRST =
            Map.Entry.<String, Double>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    // Public and not final, as Flink's POJO serializer wants it.
    public Map<String, Double> weights = new HashMap<>();
    /** Weight of all words that were learned, those that did not find a place in the bag included. */
    public double total;

    public long lastIndex;

    /**
     * Learns what a window's negative messages say.
     *
     * @param termMicros weight by word in lower case
     * @param index of the window; windows come in order
     */
    void learn(Map<String, Long> termMicros, long index) {
        if (termMicros.isEmpty()) {
            return;
        }
        fade(index);
        termMicros.forEach((term, micros) -> {
            if (!FunctionWords.contains(term)) {
                total += micros;
                if (term.length() <= MAX_TERM_CHARS) {
                    weights.merge(term, (double) micros, Double::sum);
                }
            }
        });
        if (weights.size() > MAX_TERMS) {
            weights.keySet().retainAll(leading(MAX_TERMS));
        }
    }

    private void fade(long index) {
        double kept = StrictMath.pow(0.5, (index - lastIndex) / HALF_LIFE_WINDOWS);
        total *= kept;
        weights.replaceAll((term, weight) -> weight * kept);
        lastIndex = index;
    }

    /** The heaviest words, at most so many, heaviest first. */
    List<String> leading(int count) {
        return weights.entrySet().stream()
                .sorted(HEAVIEST_FIRST)
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * The words that stand out of what is usual: ordered by their share of a surge's weight times the logarithm of
     * 1 + lift, where lift is that share over the usual one. So a heavy word that is usual keeps its weight, and a new
     * one gains. Function words are left out.
     *
     * @param termMicros weight by word in lower case
     */
    List<String> standingOut(Map<String, Long> termMicros, int count) {
        Map<String, Double> ranks = new HashMap<>();
        double surgeTotal = 0;
        for (Map.Entry<String, Long> term : termMicros.entrySet()) {
            surgeTotal += FunctionWords.contains(term.getKey()) ? 0 : term.getValue();
        }
        for (Map.Entry<String, Long> term : termMicros.entrySet()) {
            if (!FunctionWords.contains(term.getKey())) {
                double share = term.getValue() / Math.max(1, surgeTotal);
                ranks.put(term.getKey(), share * StrictMath.log1p(share / (usualShare(term.getKey()) + UNSEEN_SHARE)));
            }
        }
        return ranks.entrySet().stream()
                .sorted(HEAVIEST_FIRST)
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }

    private double usualShare(String term) {
        return total == 0 ? 0 : weights.getOrDefault(term, 0.0) / total;
    }
}
