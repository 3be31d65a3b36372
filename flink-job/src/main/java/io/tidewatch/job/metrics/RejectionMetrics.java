package io.tidewatch.job.metrics;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.RejectionReason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Messages that could not be read, by the reason's code in the contract. Each reason is there from the start, at 0. */
public final class RejectionMetrics {
    private final Map<RejectionReason, Counter> byReason = new EnumMap<>(RejectionReason.class);

    public RejectionMetrics(MetricGroup group) {
        for (RejectionReason reason : RejectionReason.values()) {
            String code = EventJson.mapper().convertValue(reason, String.class);
            byReason.put(reason, group.addGroup("reason", code).counter(MetricNames.MESSAGES_REJECTED));
        }
    }

    public void onRejected(RejectionReason reason) {
        Counter counter = byReason.get(reason);
        if (counter != null) {
            counter.inc();
        }
    }
}
