package io.tidewatch.job.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * A duration as Prometheus' histograms have it: a counter for each upper bound, of all values up to it, labelled
 * {@code le}. Unlike the quantiles of Flink's own histograms, they can be added over TaskManagers before a quantile is
 * taken. Thread-safe.
 */
final class CumulativeBuckets {
    /** Seconds; dense around the tenths of a second that matter. The last bucket, without a bound, holds all. */
    private static final List<Double> BOUNDS =
            List.of(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0);

    private static final double NANOS_PER_SECOND = 1e9;

    private final Counter[] buckets = new Counter[BOUNDS.size()];
    private final Counter all;
    private final LongAdder sumNanos = new LongAdder();

    /** @param name of the histogram; {@code _bucket}, {@code _sum} and {@code _count} are appended */
    CumulativeBuckets(MetricGroup group, String name) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = bucket(group, name, Double.toString(BOUNDS.get(i)));
        }
        all = bucket(group, name, "+Inf");
        group.gauge(name + "_sum", (Gauge<Double>) () -> sumNanos.sum() / NANOS_PER_SECOND);
        group.gauge(name + "_count", (Gauge<Long>) all::getCount);
    }

    private static Counter bucket(MetricGroup group, String name, String bound) {
        return group.addGroup("le", bound).counter(name + "_bucket", new ThreadSafeSimpleCounter());
    }

    void update(long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        for (int i = buckets.length - 1; i >= 0 && seconds <= BOUNDS.get(i); i--) {
            buckets[i].inc();
        }
        all.inc();
        sumNanos.add(nanos);
    }
}
