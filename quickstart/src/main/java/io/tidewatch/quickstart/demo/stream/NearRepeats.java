package io.tidewatch.quickstart.demo.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How alike two texts are: the Jaccard index (shared over all) of their single words and word pairs. 1 is the same
 * wording; two fillings of one pattern with different companies and figures stay near 0.5.
 */
final class NearRepeats {
    private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{N}$]+");

    private NearRepeats() {}

    /** Returns hashes of the text's distinct words and word pairs, ascending. */
    static int[] features(String text) {
        List<String> words = new ArrayList<>();
        for (String word : NOT_WORD.split(text.toLowerCase(Locale.ROOT), -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        List<String> features = new ArrayList<>(words);
        for (int i = 1; i < words.size(); i++) {
            features.add(words.get(i - 1) + " " + words.get(i));
        }
        return features.stream().mapToInt(String::hashCode).sorted().distinct().toArray();
    }

    /** Returns the Jaccard index of two ascending arrays, 0 where both are empty. */
    static double jaccard(int[] left, int[] right) {
        int shared = 0;
        int i = 0;
        int j = 0;
        while (i < left.length && j < right.length) {
            if (left[i] == right[j]) {
                shared++;
                i++;
                j++;
            } else if (left[i] < right[j]) {
                i++;
            } else {
                j++;
            }
        }
        int all = left.length + right.length - shared;
        return all == 0 ? 0 : (double) shared / all;
    }
}
