package io.tidewatch.benchmarks;

import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** Browsers at the live stream, which note when each alert of a run reaches them. */
final class DeskViewers {
    private final Map<String, Long> sentNanos = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Double> delaysMillis = new ConcurrentLinkedQueue<>();
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    void join(DeskClient client, int viewers) {
        for (int i = 0; i < viewers; i++) {
            client.stream(new Lines());
        }
    }

    /** Viewers whom the service has greeted. */
    int joined() {
        return joined.get();
    }

    /** To be called before the alert is sent. */
    void sends(String alertId) {
        sentNanos.put(alertId, System.nanoTime());
    }

    /** Alerts of the run that have reached viewers, counted once for each. */
    int told() {
        return told.get();
    }

    /** From the sending of each alert to each viewer's receipt. */
    List<Double> delaysMillis() {
        return List.copyOf(delaysMillis);
    }

    private final class Lines implements Flow.Subscriber<String> {
        private String event = "";

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            long now = System.nanoTime();
            if (line.startsWith("event:")) {
                event = line.substring("event:".length()).strip();
                if (event.equals("hello")) {
                    joined.incrementAndGet();
                }
            } else if (line.startsWith("data:") && event.equals("alert")) {
                Long sent = sentNanos.get(alertId(line.substring("data:".length())));
                if (sent != null) {
                    delaysMillis.add((now - sent) / 1e6);
                    told.incrementAndGet();
                }
            }
        }

        private static String alertId(String json) {
            try {
                return EventJson.mapper().readTree(json).path("id").asText();
            } catch (IOException e) {
                throw new IllegalStateException("the live stream told no JSON", e);
            }
        }

        @Override
        public void onError(Throwable throwable) {
            // The service ends the streams when it ends; whoever misses an alert is counted.
        }

        @Override
        public void onComplete() {}
    }
}
