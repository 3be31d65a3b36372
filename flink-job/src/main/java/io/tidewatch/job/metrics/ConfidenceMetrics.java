package io.tidewatch.job.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * How sure the model is of its answers, per task. A calibrated model is right as often as its mean confidence says, so a
 * mean that wanders off is the first sign that the stream no longer is what the model was trained on. Thread-safe.
 */
public final class ConfidenceMetrics {
    private final MetricGroup group;
    private final Map<String, Answers> byTask = new ConcurrentHashMap<>();

    public ConfidenceMetrics(MetricGroup group) {
        this.group = group;
    }

    /** @param probability calibrated, of the label that the model chose */
    public void onAnswer(String task, double probability) {
        byTask.computeIfAbsent(task, added -> new Answers(group.addGroup("task", added)))
                .add(probability);
    }

    private static final class Answers {
        private final Counter count;
        private final DoubleAdder sum = new DoubleAdder();

        Answers(MetricGroup labelled) {
            count = labelled.counter(MetricNames.CONFIDENCE + "_count", new ThreadSafeSimpleCounter());
            labelled.gauge(MetricNames.CONFIDENCE + "_sum", (Gauge<Double>) sum::sum);
        }

        void add(double probability) {
            count.inc();
            sum.add(probability);
        }
    }
}
