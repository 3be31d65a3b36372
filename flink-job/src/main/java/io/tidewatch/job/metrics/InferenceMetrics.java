package io.tidewatch.job.metrics;

import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.Reading;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What the scoring operator counts. The batcher's thread tells of batches and scores; texts may be found unscorable
 * before that, and scores be known already, on the operator's.
 */
public final class InferenceMetrics {
    /** Scores that the latency quantiles look back on. */
    private static final int LATENCY_WINDOW = 10_000;

    private final MetricGroup group;
    private final Counter scored;
    private final Counter unscorable;
    private final Counter shortened;
    private final Counter cacheHits;
    private final Counter modelErrors;
    private final Counter modelReopened;
    private final Counter batches;
    private final Counter windows;
    private final Counter tokens;
    private final Counter paddedTokens;
    private final Histogram latencyMillis;
    private final CumulativeBuckets scoringSeconds;
    private final CumulativeBuckets queueAge;
    private final CumulativeBuckets inferenceSeconds;
    private final Counter modelSwaps;
    private final Set<List<String>> modelsNamed = new HashSet<>();
    private volatile Reading overloadStep = Reading.WHOLE;
    private volatile List<String> model = List.of();
    private volatile long modelEpoch;

    public InferenceMetrics(MetricGroup group) {
        this.group = group;
        scored = group.counter(MetricNames.MESSAGES_SCORED);
        unscorable = group.counter(MetricNames.MESSAGES_UNSCORABLE, new ThreadSafeSimpleCounter());
        shortened = group.counter(MetricNames.MESSAGES_SHORTENED);
        cacheHits = group.counter(MetricNames.CACHE_HITS);
        modelErrors = group.counter(MetricNames.MODEL_ERRORS);
        modelReopened = group.counter(MetricNames.MODEL_REOPENED);
        batches = group.counter(MetricNames.BATCHES);
        windows = group.counter(MetricNames.TEXT_WINDOWS);
        tokens = group.counter(MetricNames.TOKENS);
        paddedTokens = group.counter(MetricNames.PADDED_TOKENS);
        latencyMillis =
                group.histogram(MetricNames.SCORING_LATENCY_MILLIS, new DescriptiveStatisticsHistogram(LATENCY_WINDOW));
        scoringSeconds = new CumulativeBuckets(group, MetricNames.SCORING_SECONDS);
        queueAge = new CumulativeBuckets(group, MetricNames.QUEUE_AGE_SECONDS);
        inferenceSeconds = new CumulativeBuckets(group, MetricNames.INFERENCE_SECONDS);
        modelSwaps = group.counter(MetricNames.MODEL_SWAPS);
        group.gauge(MetricNames.OVERLOAD_STEP, (Gauge<Integer>) () -> overloadStep.ordinal());
        group.gauge(MetricNames.MODEL_EPOCH, (Gauge<Long>) () -> modelEpoch);
    }

    /**
     * Names the model that runs from now on. Flink keeps a gauge until the task ends, so that of an earlier model falls
     * to 0, and rises again when the model comes back.
     */
    public void onModel(ModelStamp stamp, String variant, String device) {
        List<String> labels = List.of(stamp.version(), variant, device);
        model = labels;
        modelEpoch = stamp.epoch();
        if (modelsNamed.add(labels)) {
            group.addGroup("version", stamp.version())
                    .addGroup("variant", variant)
                    .addGroup("device", device)
                    .gauge(MetricNames.MODEL_INFO, (Gauge<Integer>) () -> model.equals(labels) ? 1 : 0);
        }
    }

    public void onModelSwap() {
        modelSwaps.inc();
    }

    public void watchPendingWindows(IntSupplier pending) {
        group.gauge(MetricNames.PENDING_WINDOWS, (Gauge<Integer>) pending::getAsInt);
    }

    /**
     * Counts a run of the model.
     *
     * @param oldestWaitNanos how long the oldest of its texts had waited
     * @param runNanos how long it took
     */
    public void onBatch(int batchWindows, int batchTokens, int batchPaddedTokens, long oldestWaitNanos, long runNanos) {
        batches.inc();
        windows.inc(batchWindows);
        tokens.inc(batchTokens);
        paddedTokens.inc(batchPaddedTokens);
        queueAge.update(oldestWaitNanos);
        inferenceSeconds.update(runNanos);
    }

    public void onModelError() {
        modelErrors.inc();
    }

    public void onModelReopened() {
        modelReopened.inc();
    }

    public synchronized void onScored(long millisSinceRead, Reading reading) {
        scored.inc();
        if (reading != Reading.WHOLE) {
            shortened.inc();
        }
        latencyMillis.update(millisSinceRead);
        scoringSeconds.update(TimeUnit.MILLISECONDS.toNanos(millisSinceRead));
    }

    public void onCacheHit() {
        cacheHits.inc();
    }

    public void onOverloadStep(Reading reading) {
        overloadStep = reading;
    }

    public void onUnscorable() {
        unscorable.inc();
    }
}
