package io.tidewatch.job.surge.story;

import io.tidewatch.events.Evidence;
import io.tidewatch.job.surge.FunctionWords;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that an alert's messages have in common, as a bank's in the news of a run on it: capitalised words in at
 * least half of the messages, and in two. Scripts without capitals have none, and link over messages and keys alone.
 */
final class EventNames {
    private static final int MIN_MESSAGES = 2;
    private static final int MIN_CHARS = 3;
    private static final int MAX_NAMES = 10;
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private EventNames() {}

    /** @return at most ten in lower case, those in most messages first */
    static List<String> of(List<Evidence> evidence) {
        Map<String, Integer> messages = new HashMap<>();
        for (Evidence message : evidence) {
            names(message.text()).forEach(name -> messages.merge(name, 1, Integer::sum));
        }
        return messages.entrySet().stream()
                .filter(name -> name.getValue() >= MIN_MESSAGES && 2 * name.getValue() >= evidence.size())
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_NAMES)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Set<String> names(String text) {
        Set<String> names = new HashSet<>();
        for (String word : NO_WORD.split(text)) {
            String plain = word.toLowerCase(Locale.ROOT);
            if (word.length() >= MIN_CHARS
                    && Character.isUpperCase(word.codePointAt(0))
                    && !FunctionWords.contains(plain)) {
                names.add(plain);
            }
        }
        return names;
    }
}
