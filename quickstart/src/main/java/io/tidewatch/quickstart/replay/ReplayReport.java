package io.tidewatch.quickstart.replay;

/**
 * {@code report.json}: what a replay read and what became of it. {@code messagesRead = scored + repeats + rejected}.
 *
 * @param late messages that came after their window had closed, corrected or dropped from the trends
 * @param seconds from the start of the job to its end, all results committed
 * @param meanBatchSize windows of texts per run of the model; most texts are one window
 * @param paddingRatio tokens that the model processed over tokens of the texts
 * @param latencyMillis from reading a message to its score, over the last scores of each subtask
 * @param peakRssMiB largest resident memory of this process, without the broker's; 0 where the system does not tell
 */
public record ReplayReport(
        long messagesRead,
        long rejected,
        long repeats,
        long scored,
        long late,
        long windowsClosed,
        long alerts,
        double seconds,
        double messagesPerSecond,
        double meanBatchSize,
        double paddingRatio,
        Latency latencyMillis,
        Model model,
        long peakRssMiB) {

    /** Quantiles in milliseconds. */
    public record Latency(long p50, long p95, long p99) {}

    /** What scored the messages. */
    public record Model(String version, String variant, String device) {}
}
