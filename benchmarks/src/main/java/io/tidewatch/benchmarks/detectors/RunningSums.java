package io.tidewatch.benchmarks.detectors;

/** Sums over the last windows of a series by running totals; windows without data add nothing. */
final class RunningSums {
    private final long[] counts;
    private final long[] windows;

    /** @param values one per window of the series */
    RunningSums(CountSeries series, int[] values) {
        counts = new long[values.length + 1];
        windows = new long[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            counts[i + 1] = counts[i] + (series.isMissing(i) ? 0 : values[i]);
            windows[i + 1] = windows[i] + (series.isMissing(i) ? 0 : 1);
        }
    }

    /** Sum over {@code length} windows that end with {@code last}, or fewer at the beginning of the series. */
    long sum(int last, int length) {
        return counts[last + 1] - counts[Math.max(0, last + 1 - length)];
    }

    /** Windows with data among those. */
    long windows(int last, int length) {
        return windows[last + 1] - windows[Math.max(0, last + 1 - length)];
    }
}
