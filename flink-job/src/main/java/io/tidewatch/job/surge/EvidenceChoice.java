package io.tidewatch.job.surge;

import io.tidewatch.events.Evidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Chooses the messages that an alert shows: the most negative ones, of which no two say nearly the same. Repeats never
 * come so far, as only a story's first message is counted; this leaves out what reads like a repeat all the same.
 */
final class EvidenceChoice {
    private static final int MAX_EVIDENCE = 10;
    /** Shared words over all words from which two texts say the same; wires that rewrite each other share about half. */
    private static final double SAME_WORDS = 0.5;

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Comparator<Evidence> MOST_NEGATIVE_FIRST = Comparator.comparingDouble(Evidence::probability)
            .reversed()
            .thenComparing(Evidence::publishedAt)
            .thenComparing(Evidence::messageId)
            .thenComparing(Evidence::text);

    private EvidenceChoice() {}

    /** @return at most ten of both lists, the most negative first */
    static List<Evidence> from(List<Evidence> chosenBefore, List<Evidence> added) {
        List<Evidence> candidates = Stream.concat(chosenBefore.stream(), added.stream())
                .sorted(MOST_NEGATIVE_FIRST)
                .toList();
        List<Evidence> chosen = new ArrayList<>(MAX_EVIDENCE);
        List<Set<String>> chosenWords = new ArrayList<>(MAX_EVIDENCE);
        for (Evidence candidate : candidates) {
            Set<String> words = words(candidate.text());
            if (chosenWords.stream().noneMatch(others -> sameWords(words, others))) {
                chosen.add(candidate);
                chosenWords.add(words);
            }
            if (chosen.size() == MAX_EVIDENCE) {
                break;
            }
        }
        return chosen;
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>(List.of(NO_WORD.split(text.toLowerCase(Locale.ROOT))));
        words.removeIf(word -> word.isEmpty() || FunctionWords.contains(word));
        return words;
    }

    private static boolean sameWords(Set<String> words, Set<String> others) {
        long shared = words.stream().filter(others::contains).count();
        long all = words.size() + others.size() - shared;
        return shared >= SAME_WORDS * all;
    }
}
