package io.tidewatch.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A figure's values, one per repetition, in their order. */
record Samples(List<Double> values) {
    Samples {
        values = List.copyOf(values);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Of an even number of values the mean of the middle two. */
    double median() {
        return quantile(0.5);
    }

    double min() {
        return quantile(0);
    }

    double max() {
        return quantile(1);
    }

    /** Half of the values lie between the quartiles. */
    double interquartileRange() {
        return quantile(0.75) - quantile(0.25);
    }

    /** Linear between the values; method 7 of R. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", 1996. */
    double quantile(double share) {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        List<Double> sorted = values.stream().sorted().toList();
        double place = share * (sorted.size() - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }

    /** Repetition by repetition: what slowed the machine down for a while slowed both. */
    Samples dividedBy(Samples others) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(values.size(), others.values.size()); i++) {
            ratios.add(values.get(i) / others.values.get(i));
        }
        return new Samples(ratios);
    }
}
