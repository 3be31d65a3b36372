package io.tidewatch.benchmarks.detectors;

/** A way to tell how unusual each window of a series is, from what came before it alone. */
interface Detector {
    String name();

    /**
     * @return a score per window, higher where it is more unusual; 0 where the window has no data or nothing can be said
     */
    double[] scores(CountSeries series);
}
