package io.tidewatch.job.inference;

/** From logits to decisions. */
final class Probabilities {
    private Probabilities() {}

    /**
     * softmax(logits / temperature), rounded to 4 decimals: finer differences are noise of the arithmetic, and a
     * decision at the margin must not hang on it.
     */
    static float[] calibrated(float[] logits, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double[] exponentials = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            exponentials[i] = StrictMath.exp((logits[i] - largest) / temperature);
            sum += exponentials[i];
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = rounded(exponentials[i] / sum);
        }
        return probabilities;
    }

    static float rounded(double probability) {
        return Math.round(probability * 1e4) / 1e4f;
    }

    /** Of equal ones the first. */
    static int indexOfLargest(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }
}
