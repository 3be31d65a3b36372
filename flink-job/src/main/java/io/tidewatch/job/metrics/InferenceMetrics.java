package io.tidewatch.job.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What the scoring operator counts. The batcher's thread updates it; texts may be found unscorable before that. */
public final class InferenceMetrics {
    /** Scores that the latency quantiles look back on. */
    private static final int LATENCY_WINDOW = 10_000;

    private final Counter scored;
    private final Counter unscorable;
    private final Counter batches;
    private final Counter windows;
    private final Counter tokens;
    private final Counter paddedTokens;
    private final Histogram latencyMillis;

    public InferenceMetrics(MetricGroup group) {
        scored = group.counter(MetricNames.MESSAGES_SCORED);
        unscorable = group.counter(MetricNames.MESSAGES_UNSCORABLE, new ThreadSafeSimpleCounter());
        batches = group.counter(MetricNames.BATCHES);
        windows = group.counter(MetricNames.TEXT_WINDOWS);
        tokens = group.counter(MetricNames.TOKENS);
        paddedTokens = group.counter(MetricNames.PADDED_TOKENS);
        latencyMillis =
                group.histogram(MetricNames.SCORING_LATENCY_MILLIS, new DescriptiveStatisticsHistogram(LATENCY_WINDOW));
    }

    public void onBatch(int batchWindows, int batchTokens, int batchPaddedTokens) {
        batches.inc();
        windows.inc(batchWindows);
        tokens.inc(batchTokens);
        paddedTokens.inc(batchPaddedTokens);
    }

    public void onScored(long millisSinceRead) {
        scored.inc();
        latencyMillis.update(millisSinceRead);
    }

    public void onUnscorable() {
        unscorable.inc();
    }
}
