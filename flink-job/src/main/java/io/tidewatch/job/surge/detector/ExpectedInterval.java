package io.tidewatch.job.surge.detector;

/**
 * The central 95% of a negative binomial expectation, in messages.
 *
 * @param low lower end
 * @param high upper end
 */
public record ExpectedInterval(long low, long high) {
    private static final double SHARE = 0.95;

    /**
     * @param expected mean, messages
     * @param dispersion the variance is {@code expected + dispersion * expected^2}
     */
    public static ExpectedInterval of(double expected, double dispersion) {
        return new ExpectedInterval(
                NegativeBinomial.quantile((1 - SHARE) / 2, expected, dispersion),
                NegativeBinomial.quantile((1 + SHARE) / 2, expected, dispersion));
    }
}
