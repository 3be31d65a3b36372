package io.tidewatch.job.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Forms batches of texts of like length, so that little of the model's work goes into padding. */
final class BatchPlanner {
    private BatchPlanner() {}

    /**
     * Splits texts into batches of at most {@code maxTokens} padded tokens each (number of texts times longest text); a
     * single longer text is a batch of its own. Longest first, so that the arena of ONNX Runtime grows once.
     */
    static <T extends HasLength> List<List<T>> plan(List<T> texts, int maxTokens) {
        List<T> sorted = new ArrayList<>(texts);
        sorted.sort(Comparator.comparingInt(HasLength::length).reversed());
        List<List<T>> batches = new ArrayList<>();
        for (int first = 0; first < sorted.size(); ) {
            int size = Math.max(1, maxTokens / sorted.get(first).length());
            int next = Math.min(sorted.size(), first + size);
            batches.add(sorted.subList(first, next));
            first = next;
        }
        return batches;
    }

    /** Something that occupies tokens. */
    interface HasLength {
        int length();
    }
}
