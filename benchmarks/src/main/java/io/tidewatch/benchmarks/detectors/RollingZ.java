package io.tidewatch.benchmarks.detectors;

/**
 * What everybody builds first: standard deviations of the newest count of negatives above the mean of the last week,
 * either window by window or over sums of several windows.
 */
final class RollingZ implements Detector {
    private static final int WEEK = 2_016;

    /** With less of a past than this nothing is said. */
    private static final int LEAST_PAST = 288;

    private final String name;
    private final int sumWindows;

    /** @param sumWindows windows that are added up before they are compared */
    RollingZ(String name, int sumWindows) {
        this.name = name;
        this.sumWindows = sumWindows;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] scores(CountSeries series) {
        RunningSums negatives = new RunningSums(series, series.negatives());
        double[] scores = new double[series.length()];
        double[] past = new double[WEEK];
        double sum = 0;
        double squares = 0;
        int seen = 0;
        for (int window = 0; window < series.length(); window++) {
            if (series.isMissing(window)) {
                continue;
            }
            double value = negatives.sum(window, sumWindows);
            int known = Math.min(seen, WEEK);
            if (known >= LEAST_PAST) {
                double mean = sum / known;
                double variance = squares / known - mean * mean;
                scores[window] = variance > 0 ? Math.max(0, (value - mean) / Math.sqrt(variance)) : 0;
            }
            int slot = seen % WEEK;
            sum += value - past[slot];
            squares += value * value - past[slot] * past[slot];
            past[slot] = value;
            seen++;
        }
        return scores;
    }
}
