package io.tidewatch.benchmarks.detectors;

import java.util.List;

/**
 * A key's counts per window, with the stretches in which it is known what happened.
 *
 * @param warmUp alerts in so many windows at the beginning do not count for or against a detector
 * @param windowSeconds length of a window
 * @param totals messages by window, {@link #MISSING} where the window has no data
 * @param negatives the negative ones among them; 0 where the window has no data
 * @param surges what must be found
 * @param decoys what must not
 */
public record CountSeries(
        String name,
        int warmUp,
        int windowSeconds,
        int[] totals,
        int[] negatives,
        List<Surge> surges,
        List<Decoy> decoys) {
    static final int MISSING = -1;

    /**
     * A surge of negative messages.
     *
     * @param end exclusive
     * @param detectable whether a detector that knew where to look would be certain of it
     */
    record Surge(int start, int end, boolean detectable) {}

    /**
     * A stretch that looks like a surge and is none.
     *
     * @param end exclusive
     * @param volumeOnly whether everything got busier; else a backlog that was delivered late
     */
    record Decoy(int start, int end, boolean volumeOnly) {}

    int length() {
        return totals.length;
    }

    boolean isMissing(int window) {
        return totals[window] == MISSING;
    }

    /** The time over which alerts count. */
    double weeks() {
        return (double) (length() - warmUp) * windowSeconds / (7 * 24 * 3_600);
    }
}
