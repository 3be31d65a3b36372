package io.tidewatch.alerting.desk;

import io.micrometer.core.instrument.Timer;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.Verdicts;
import io.tidewatch.alerting.view.AlertSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Notes when a person first looks at an alert, and how long after the surge's start that was. */
public final class Looks {
    private final Jdbi jdbi;
    private final AlertReader alerts;
    private final Verdicts verdicts;
    private final Timer delay;
    private final Clock clock;

    public Looks(Jdbi jdbi, AlertReader alerts, Verdicts verdicts, DeskMetrics metrics, Clock clock) {
        this.jdbi = jdbi;
        this.alerts = alerts;
        this.verdicts = verdicts;
        this.delay = metrics.delay(DeskMetrics.FIRST_LOOK_DELAY);
        this.clock = clock;
    }

    public void note(String alert) {
        Instant now = clock.instant();
        Optional<AlertSummary> firstSeen = jdbi.inTransaction(
                handle -> verdicts.look(handle, alert, now) ? alerts.summary(handle, alert) : Optional.empty());
        firstSeen
                .map(seen -> Duration.between(seen.surgeStart(), now))
                .filter(late -> !late.isNegative())
                .ifPresent(delay::record);
    }
}
