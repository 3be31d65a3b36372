package io.tidewatch.alerting.consume;

import io.micrometer.core.instrument.Timer;
import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.notify.Dispatch;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.AlertWriter;
import io.tidewatch.alerting.store.ReceivedAlert;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.events.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Alerts: stored, queued for those who are to be notified, shown. */
public final class AlertIntake implements TopicWriter<ReceivedAlert> {
    private final AlertWriter writer = new AlertWriter();
    private final AlertReader reader;
    private final Dispatch dispatch;
    private final LiveHub live;
    private final Timer delay;
    private final Clock clock;

    public AlertIntake(AlertReader reader, Dispatch dispatch, LiveHub live, DeskMetrics metrics, Clock clock) {
        this.reader = reader;
        this.dispatch = dispatch;
        this.live = live;
        this.delay = metrics.delay(DeskMetrics.ALERT_DELAY);
        this.clock = clock;
    }

    @Override
    public Topics topic() {
        return Topics.ALERTS;
    }

    @Override
    public ReceivedAlert read(byte[] value) {
        return ReceivedAlert.read(value);
    }

    @Override
    public Runnable write(Handle handle, List<ReceivedAlert> alerts) {
        List<AlertSummary> shown = new ArrayList<>();
        for (ReceivedAlert changed : writer.upsert(handle, alerts, clock.instant())) {
            dispatch.queue(handle, changed.alert());
            reader.summary(handle, changed.alert().id()).ifPresent(shown::add);
        }
        return () -> shown.forEach(alert -> {
            live.publish("alert", alert);
            Duration late = Duration.between(alert.windowEnd(), clock.instant());
            if (!late.isNegative()) {
                delay.record(late);
            }
        });
    }
}
