package io.tidewatch.job.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/** What the model in shadow counts. Thread-safe. */
public final class ShadowMetrics {
    private final MetricGroup group;
    private final Map<String, Counter> compared = new ConcurrentHashMap<>();
    private final Map<String, Counter> agreed = new ConcurrentHashMap<>();
    private final Counter skipped;
    private final Counter failed;

    public ShadowMetrics(MetricGroup group) {
        this.group = group;
        skipped = group.counter(MetricNames.SHADOW_SKIPPED, new ThreadSafeSimpleCounter());
        failed = group.counter(MetricNames.SHADOW_FAILED, new ThreadSafeSimpleCounter());
    }

    public void onCompared(String task, boolean agree) {
        byTask(compared, task, MetricNames.SHADOW_COMPARED).inc();
        Counter agreements = byTask(agreed, task, MetricNames.SHADOW_AGREED);
        if (agree) {
            agreements.inc();
        }
    }

    private Counter byTask(Map<String, Counter> counters, String task, String name) {
        return counters.computeIfAbsent(
                task, absent -> group.addGroup("task", task).counter(name, new ThreadSafeSimpleCounter()));
    }

    public void onSkipped() {
        skipped.inc();
    }

    public void onFailed() {
        failed.inc();
    }
}
