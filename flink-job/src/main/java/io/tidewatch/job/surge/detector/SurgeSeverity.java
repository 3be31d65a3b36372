package io.tidewatch.job.surge.detector;

/**
 * How much an alert asks for attention, in ascending order.
 *
 * <p>The score says how sure the detector is, the excess (messages beyond those expected) how much there is to read.
 * Both must be high for the upper bands: in a dead key five messages are beyond any chance and still a small matter.
 * The score's bands follow the share of real surges among the alerts of the public benchmark at the default threshold,
 * by their score at opening: 0.86 below 3.5, 0.87 from 3.5 to 8, 16 of 16 above 8 and 8 of 8 above 12. The excesses are
 * round numbers about the size of surge that is found: in each of those bands the median injected surge brings 14 to 21
 * negative messages in all.
 */
public enum SurgeSeverity {
    /** Unusual; one in seven is chance. */
    LOW,
    /** Very unlikely by chance, or certain but small. */
    MEDIUM,
    /** A surge that is worth interrupting someone for. */
    HIGH,
    /** Beyond doubt, and large. */
    CRITICAL;

    static final double MEDIUM_SCORE = 3.5;
    static final double HIGH_SCORE = 6;
    static final double HIGH_EXCESS = 5;
    static final double CRITICAL_SCORE = 12;
    static final double CRITICAL_EXCESS = 20;

    static SurgeSeverity of(double score, long observed, double expected) {
        double excess = observed - expected;
        if (score >= CRITICAL_SCORE && excess >= CRITICAL_EXCESS) {
            return CRITICAL;
        }
        if (score >= HIGH_SCORE && excess >= HIGH_EXCESS) {
            return HIGH;
        }
        return score >= MEDIUM_SCORE ? MEDIUM : LOW;
    }
}
