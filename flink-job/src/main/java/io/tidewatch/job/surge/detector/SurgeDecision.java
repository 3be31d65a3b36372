package io.tidewatch.job.surge.detector;

/**
 * What the detector says of one window. The figures from {@code scaleWindows} on describe the scale that contributes
 * most to the score; while the score is low they describe nothing in particular.
 *
 * @param score mean of -log10 of the tail probabilities over the scales; 0 while the key is new
 * @param scoreAboveBar the score if it beats the cooldown's bar, else 0; the score itself where there is no cooldown
 * @param alert whether a new excursion opened with this window
 * @param inExcursion whether an alert is open after this window
 * @param scaleWindows length of the scale, in windows, this one included
 * @param surgeStartIndex index of the scale's first window, the estimate of when the surge began
 * @param observed messages counted over the scale: the negative ones, or all for {@link SurgeSettings.Counted#MESSAGES}
 * @param expected messages expected over the scale
 * @param dispersion dispersion of the expectation: its variance is {@code expected + dispersion * expected^2}
 * @param surprise -log10 of the probability of so many messages or more, at most 300
 * @param total all messages over the scale
 * @param negative negative messages over the scale
 * @param usualNegativeShare the key's usual share of negative messages, 0 while none was seen
 */
public record SurgeDecision(
        double score,
        double scoreAboveBar,
        boolean alert,
        boolean inExcursion,
        int scaleWindows,
        long surgeStartIndex,
        long observed,
        double expected,
        double dispersion,
        double surprise,
        long total,
        long negative,
        double usualNegativeShare) {

    /** Counts outside the central interval of this probability are reported as unexpected. */
    private static final double INTERVAL = 0.95;

    /** Probability of as many messages or more, were all as usual; never below 1e-300. */
    public double pValue() {
        return Math.pow(10, -surprise);
    }

    /** Lower end of the central 95% interval of the expectation. Costs microseconds, so it is not worked out unasked. */
    public long expectedLow() {
        return NegativeBinomial.quantile((1 - INTERVAL) / 2, expected, dispersion);
    }

    /** Upper end of the central 95% interval of the expectation. */
    public long expectedHigh() {
        return NegativeBinomial.quantile((1 + INTERVAL) / 2, expected, dispersion);
    }

    /** Share of negative messages over the scale, 0 if there are no messages. */
    public double negativeShare() {
        return total == 0 ? 0 : (double) negative / total;
    }

    public SurgeSeverity severity() {
        return SurgeSeverity.of(score, observed, expected);
    }
}
