package io.tidewatch.job.surge.detector;

/** Counts over the last windows of a key, one entry per learned scale. */
final class ScaleSums {
    /** Messages counted. */
    final long[] counted;

    /** The key's other messages. */
    final long[] companion;

    /** Season factors of the windows that were seen: the number of windows, weighed by how busy their hours and weekdays are. */
    final double[] exposure;

    private ScaleSums(int scales) {
        counted = new long[scales];
        companion = new long[scales];
        exposure = new double[scales];
    }

    /** Sums the ring back from the given window. Missing windows add to neither side. */
    static ScaleSums of(SurgeState state, Baseline baseline, int[] scales, long windowIndex) {
        ScaleSums sums = new ScaleSums(scales.length);
        int ring = state.ringCounted.length;
        int slot = (int) Math.floorMod(windowIndex, (long) ring);
        long hour = Long.MIN_VALUE;
        double season = 1;
        long counted = 0;
        long companion = 0;
        double exposure = 0;
        int back = 0;
        for (int scale = 0; scale < scales.length; scale++) {
            for (; back < scales[scale]; back++) {
                if (state.ringCounted[slot] >= 0) {
                    long windowHour = baseline.hour(windowIndex - back);
                    if (windowHour != hour) {
                        hour = windowHour;
                        season = baseline.season(state, hour);
                    }
                    counted += state.ringCounted[slot];
                    companion += state.ringCompanion[slot];
                    exposure += season;
                }
                slot = slot == 0 ? ring - 1 : slot - 1;
            }
            sums.counted[scale] = counted;
            sums.companion[scale] = companion;
            sums.exposure[scale] = exposure;
        }
        return sums;
    }
}
