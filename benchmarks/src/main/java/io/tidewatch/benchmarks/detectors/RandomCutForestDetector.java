package io.tidewatch.benchmarks.detectors;

import com.amazon.randomcutforest.RandomCutForest;

/**
 * AWS Random Cut Forest over the last hour of negative counts. Scores count only where the newest count lies above the
 * mean so far: the forest finds lulls unusual too.
 */
final class RandomCutForestDetector implements Detector {
    private static final int SHINGLE = 12;
    private static final int TREES = 50;
    private static final int SAMPLE = 256;
    private static final long SEED = 1;

    @Override
    public String name() {
        return "AWS Random Cut Forest";
    }

    @Override
    public double[] scores(CountSeries series) {
        RandomCutForest forest = RandomCutForest.builder()
                .dimensions(SHINGLE)
                .shingleSize(SHINGLE)
                .numberOfTrees(TREES)
                .sampleSize(SAMPLE)
                .randomSeed(SEED)
                .internalShinglingEnabled(true)
                .build();
        double[] scores = new double[series.length()];
        double sum = 0;
        int seen = 0;
        for (int window = 0; window < series.length(); window++) {
            if (series.isMissing(window)) {
                continue;
            }
            int negative = series.negatives()[window];
            double[] point = {negative};
            double score = forest.getAnomalyScore(point);
            scores[window] = seen > 0 && negative > sum / seen ? score : 0;
            forest.update(point);
            sum += negative;
            seen++;
        }
        return scores;
    }
}
