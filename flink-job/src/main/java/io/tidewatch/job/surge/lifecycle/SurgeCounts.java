package io.tidewatch.job.surge.lifecycle;

/**
 * Messages of one or more windows of a key.
 *
 * @param total without repeats
 * @param negative the negative ones among them
 * @param rawTotal with repeats
 * @param rawNegative the negative ones among those
 */
public record SurgeCounts(int total, int negative, int rawTotal, int rawNegative) {
    public static final SurgeCounts NONE = new SurgeCounts(0, 0, 0, 0);

    public SurgeCounts plus(SurgeCounts other) {
        return new SurgeCounts(
                total + other.total,
                negative + other.negative,
                rawTotal + other.rawTotal,
                rawNegative + other.rawNegative);
    }
}
