package io.tidewatch.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All that was measured with one input. */
final class Measurements {
    private final Map<Figure, List<Double>> values = new EnumMap<>(Figure.class);

    void add(Figure figure, double value) {
        values.computeIfAbsent(figure, absent -> new ArrayList<>()).add(value);
    }

    /** Empty where the figure was not measured. */
    Samples of(Figure figure) {
        return new Samples(values.getOrDefault(figure, List.of()));
    }
}
