package io.tidewatch.alerting.store;

import java.util.List;

/**
 * Where counts usually lie: their mean, and the central 95 % of a negative binomial with their mean and variance (a Poisson
 * where they vary no more than that). Method of moments; the probabilities follow from the recurrence
 * {@code P(k+1) = P(k) (r + k) / (k + 1) (1 - p)}, with {@code r = mean² / (variance - mean)} and
 * {@code p = mean / variance}.
 */
record UsualRange(double mean, double low, double high) {
    private static final double TAIL = 0.025;
    private static final int MAX_COUNT = 100_000;
    /** Above this mean a normal approximation is within one count, and the recurrence would start from 0. */
    private static final double LARGE = 500;

    static UsualRange of(List<Integer> counts) {
        double mean = counts.stream().mapToInt(c -> c).average().orElse(0);
        double variance =
                counts.stream().mapToDouble(c -> (c - mean) * (c - mean)).sum() / Math.max(1, counts.size() - 1);
        double rounded = Math.round(mean * 1e3) / 1e3;
        if (mean > LARGE) {
            double half = 1.96 * Math.sqrt(Math.max(variance, mean));
            return new UsualRange(rounded, Math.max(0, Math.floor(mean - half)), Math.ceil(mean + half));
        }
        return new UsualRange(rounded, quantile(mean, variance, TAIL), quantile(mean, variance, 1 - TAIL));
    }

    /** The least count whose cumulative probability reaches {@code probability}. */
    private static double quantile(double mean, double variance, double probability) {
        boolean spread = variance > mean * 1.001;
        double r = spread ? mean * mean / (variance - mean) : 0;
        double p = spread ? mean / variance : 0;
        double mass = spread ? Math.pow(p, r) : Math.exp(-mean);
        double cumulative = mass;
        int count = 0;
        while (cumulative < probability && count < MAX_COUNT) {
            mass *= spread ? (r + count) / (count + 1) * (1 - p) : mean / (count + 1);
            cumulative += mass;
            count++;
        }
        return count;
    }
}
