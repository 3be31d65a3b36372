package io.tidewatch.alerting.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** Every metric's name, and the registry that Prometheus reads. */
public final class DeskMetrics implements AutoCloseable {
    /** Records taken into the database, by topic. */
    public static final String RECORDS = "tidewatch_desk_records";
    /** Records that could not be read or stored and were left out, by topic. */
    public static final String RECORDS_MALFORMED = "tidewatch_desk_records_malformed";
    /** Records in Kafka that are not in the database yet, by topic. */
    public static final String LAG = "tidewatch_desk_lag_records";
    /** Transactions that failed and were tried again, by topic. */
    public static final String WRITE_RETRIES = "tidewatch_desk_write_retries";
    /** From the end of an alert's window to its being shown. */
    public static final String ALERT_DELAY = "tidewatch_desk_alert_delay";
    /** From a surge's start to the first time that a person opens its alert. */
    public static final String FIRST_LOOK_DELAY = "tidewatch_desk_first_look_delay";
    /** Requests by method, route and status. */
    public static final String REQUESTS = "tidewatch_desk_requests";
    /** Records that wait to be sent to Kafka. */
    public static final String OUTBOX = "tidewatch_desk_outbox_records";
    /** Notifications by channel and outcome: sent, retried, failed. */
    public static final String NOTIFICATIONS = "tidewatch_desk_notifications";
    /** Viewers of the live stream. */
    public static final String VIEWERS = "tidewatch_desk_viewers";

    private static final Duration[] DELAY_BUCKETS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(6),
        Duration.ofDays(1)
    };
    private static final Duration[] REQUEST_BUCKETS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(5)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    public DeskMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    public Counter counter(String name, String... tags) {
        return registry.counter(name, tags);
    }

    public <T> void gauge(String name, T owner, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(name, owner, value).tags(Tags.of(tags)).register(registry);
    }

    public Timer delay(String name) {
        return Timer.builder(name).serviceLevelObjectives(DELAY_BUCKETS).register(registry);
    }

    public Timer request(String method, String route, int status) {
        return Timer.builder(REQUESTS)
                .tags("method", method, "route", route, "status", String.valueOf(status))
                .serviceLevelObjectives(REQUEST_BUCKETS)
                .register(registry);
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
