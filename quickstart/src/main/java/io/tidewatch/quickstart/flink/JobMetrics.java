package io.tidewatch.quickstart.flink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Keeps the job's own metrics in this process, beyond the end of the job, summed over its subtasks. Flink makes reporters
 * by class name, so what they collect must be reached statically; {@link #reset} starts a new job's count.
 */
public final class JobMetrics implements MetricReporter {
    private static final String OWN_METRICS = "tidewatch_";
    private static final Map<String, List<Metric>> METRICS = new HashMap<>();
    private static final Map<String, Map<String, String>> LABELS = new HashMap<>();

    /** Found by Flink through the service loader. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new JobMetrics();
        }
    }

    public static synchronized void reset() {
        METRICS.clear();
        LABELS.clear();
    }

    /** A label of a metric, as one of its subtasks had it last; empty if there is none. */
    public static synchronized String label(String name, String label) {
        return LABELS.getOrDefault(name, Map.of()).getOrDefault("<" + label + ">", "");
    }

    /** Sum of a counter over all subtasks; 0 if there is none. */
    public static synchronized long count(String name) {
        return METRICS.getOrDefault(name, List.of()).stream()
                .mapToLong(metric -> ((Counter) metric).getCount())
                .sum();
    }

    /**
     * Quantiles over the values that the histograms of all subtasks still hold.
     *
     * @return one per quantile; 0 where nothing was measured
     */
    public static synchronized long[] quantiles(String name, double... quantiles) {
        long[] values = METRICS.getOrDefault(name, List.of()).stream()
                .flatMapToLong(metric ->
                        Arrays.stream(((Histogram) metric).getStatistics().getValues()))
                .sorted()
                .toArray();
        return Arrays.stream(quantiles)
                .mapToLong(quantile -> values.length == 0 ? 0 : values[(int) Math.ceil(quantile * values.length) - 1])
                .toArray();
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String metricName, MetricGroup group) {
        if (metricName.startsWith(OWN_METRICS)) {
            synchronized (JobMetrics.class) {
                METRICS.computeIfAbsent(metricName, absent -> new ArrayList<>()).add(metric);
                LABELS.put(metricName, group.getAllVariables());
            }
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String metricName, MetricGroup group) {
        // Kept: the report is written when the job, and with it its metrics, is gone.
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}
}
