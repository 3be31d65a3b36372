package io.tidewatch.job.metrics;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Keeps metrics by their labels and name, as {@code label=value name}. */
final class RecordedMetrics extends UnregisteredMetricsGroup {
    private final String labels;
    private final Map<String, Metric> registered;

    RecordedMetrics() {
        this("", new TreeMap<>());
    }

    private RecordedMetrics(String labels, Map<String, Metric> registered) {
        this.labels = labels;
        this.registered = registered;
    }

    long count(String name) {
        return ((Counter) requireNonNull(registered.get(name), name)).getCount();
    }

    Object gauge(String name) {
        return ((Gauge<?>) requireNonNull(registered.get(name), name)).getValue();
    }

    Map<String, Metric> all() {
        return Collections.unmodifiableMap(registered);
    }

    @Override
    public <C extends Counter> C counter(String name, C counter) {
        registered.put(labels + name, counter);
        return counter;
    }

    @Override
    public Counter counter(String name) {
        return counter(name, new SimpleCounter());
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
        registered.put(labels + name, gauge);
        return gauge;
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
        return new RecordedMetrics(labels + key + "=" + value + " ", registered);
    }
}
