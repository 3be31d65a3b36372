package io.tidewatch.benchmarks.detectors;

import java.util.Arrays;
import java.util.List;

/** Finds the lowest threshold at which a detector raises no more false alarms than a desk is ready to read. */
final class Budget {
    /** Thresholds that are tried are quantiles of the scores above 0, from this share of the windows above them ... */
    private static final double SMALLEST_SHARE = 1e-5;

    /** ... to this, in so many steps of equal ratio. */
    private static final double LARGEST_SHARE = 0.25;

    private static final int STEPS = 400;

    private Budget() {}

    /**
     * @param scores one array per series
     * @param falseAlarmsPerWeek most per series and week, all series together
     */
    static double threshold(Judge judge, List<double[]> scores, double falseAlarmsPerWeek) {
        double[] candidates = candidates(scores);
        int low = 0;
        int high = candidates.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (isWithin(judge, scores, candidates[middle], falseAlarmsPerWeek)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        // One alert per excursion makes the number of alerts not quite monotone in the threshold.
        while (low < candidates.length - 1 && !isWithin(judge, scores, candidates[low], falseAlarmsPerWeek)) {
            low++;
        }
        return candidates[low];
    }

    private static boolean isWithin(Judge judge, List<double[]> scores, double threshold, double falseAlarmsPerWeek) {
        return judge.atThreshold(scores, threshold).falseAlarmsPerWeek() <= falseAlarmsPerWeek;
    }

    /** Ascending, each once. */
    private static double[] candidates(List<double[]> scores) {
        double[] positive = scores.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(score -> score > 0)
                .sorted()
                .toArray();
        if (positive.length == 0) {
            return new double[] {1};
        }
        double[] thresholds = new double[STEPS];
        for (int step = 0; step < STEPS; step++) {
            double share = SMALLEST_SHARE * Math.pow(LARGEST_SHARE / SMALLEST_SHARE, step / (STEPS - 1.0));
            thresholds[step] = quantile(positive, 1 - share);
        }
        return Arrays.stream(thresholds).sorted().distinct().toArray();
    }

    /** Linear between the values. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
