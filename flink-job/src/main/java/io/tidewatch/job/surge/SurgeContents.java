package io.tidewatch.job.surge;

import io.tidewatch.events.Evidence;
import io.tidewatch.job.trend.ClosedWindow;
import io.tidewatch.job.trend.TrendCounts;
import java.util.List;
import java.util.Map;

/**
 * What the windows of a surge hold together. Kept beside an open alert, so that what it rests on can be told at its end,
 * too, however long ago that was. Bounded: ten messages, a few dozen words.
 */
final class SurgeContents {
    private static final int MAX_TERMS = 64;

    private SurgeContents() {}

    /** @param windows of the surge, in their order */
    static TrendCounts of(List<ClosedWindow> windows) {
        TrendCounts contents = new TrendCounts();
        windows.forEach(window -> add(contents, window.counts()));
        return contents;
    }

    /** Adds the next window. */
    static void add(TrendCounts contents, TrendCounts window) {
        List<Evidence> evidence = EvidenceChoice.from(contents.evidence, window.evidence);
        contents.add(window);
        contents.evidence = evidence;
        if (contents.termMicros.size() > MAX_TERMS) {
            contents.termMicros.entrySet().retainAll(heaviest(contents));
        }
    }

    private static List<Map.Entry<String, Long>> heaviest(TrendCounts contents) {
        return contents.termMicros.entrySet().stream()
                .filter(term -> !FunctionWords.contains(term.getKey()))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_TERMS)
                .toList();
    }
}
