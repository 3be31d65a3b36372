package io.tidewatch.benchmarks;

import org.jspecify.annotations.Nullable;

/** What the job is held to: a figure, or the ratio of two that were measured in the same repetition. */
enum Bar {
    JOB_TO_LIMIT("job / limit", Figure.JOB, Figure.LIMIT, 0.85, 0.95),
    JOB_TO_FINBERT("job / pipeline-finbert", Figure.JOB, Figure.PIPELINE_FINBERT, 25, 60),
    JOB_TO_NAIVE("job / naive-job", Figure.JOB, Figure.NAIVE_JOB, 4, 8),
    CONSTANT_JOB("constant-job, messages/s", Figure.CONSTANT_JOB, null, 25_000, 60_000),
    LATENCY("latency-p99, ms", Figure.LATENCY_P99, null, 300, 120),
    PADDING("padding", Figure.PADDING, null, 1.10, 1.03);

    private final String title;
    private final Figure figure;
    private final @Nullable Figure dividedBy;
    private final double must;
    private final double aim;

    /** The better way is from {@code must} towards {@code aim}. */
    Bar(String title, Figure figure, @Nullable Figure dividedBy, double must, double aim) {
        this.title = title;
        this.figure = figure;
        this.dividedBy = dividedBy;
        this.must = must;
        this.aim = aim;
    }

    String title() {
        return title;
    }

    double must() {
        return must;
    }

    double aim() {
        return aim;
    }

    /** Of each repetition; empty where a figure was not measured. */
    Samples samples(Measurements measured) {
        Samples values = measured.of(figure);
        return dividedBy == null ? values : values.dividedBy(measured.of(dividedBy));
    }

    /** What a value comes to: {@code aim met}, {@code met} or {@code missed}. */
    String verdict(double value) {
        return meets(value, aim) ? "aim met" : meets(value, must) ? "met" : "missed";
    }

    private boolean meets(double value, double bound) {
        return aim > must ? value >= bound : value <= bound;
    }
}
