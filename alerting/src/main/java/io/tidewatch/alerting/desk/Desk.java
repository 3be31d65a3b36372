package io.tidewatch.alerting.desk;

import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.store.Outbox;
import io.tidewatch.alerting.store.Verdicts;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.AnalystFeedback.Target;
import io.tidewatch.events.AnalystFeedback.Verdict;
import io.tidewatch.events.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Judges alerts. */
public final class Desk {
    private static final Duration USUAL_SNOOZE = Duration.ofHours(4);
    private static final Duration LONGEST_SNOOZE = Duration.ofDays(30);

    private final Jdbi jdbi;
    private final AlertReader alerts;
    private final Verdicts verdicts;
    private final Outbox outbox;
    private final AuditLog audit;
    private final LiveHub live;
    private final Runnable wakeSender;
    private final Clock clock;

    /** @param wakeSender called when there is something in the outbox */
    public Desk(
            Jdbi jdbi,
            AlertReader alerts,
            Verdicts verdicts,
            Outbox outbox,
            AuditLog audit,
            LiveHub live,
            Runnable wakeSender,
            Clock clock) {
        this.jdbi = jdbi;
        this.alerts = alerts;
        this.verdicts = verdicts;
        this.outbox = outbox;
        this.audit = audit;
        this.live = live;
        this.wakeSender = wakeSender;
        this.clock = clock;
    }

    public boolean mayEndSnooze(Instant until) {
        Instant now = clock.instant();
        return until.isAfter(now) && !until.isAfter(now.plus(LONGEST_SNOOZE));
    }

    /**
     * @param until when a snooze ends; null for the usual time
     * @return false if there is no such alert
     */
    public boolean judge(String id, Verdict verdict, String analyst, @Nullable Instant until, @Nullable String note) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant ends = verdict != Verdict.SNOOZE ? null : until == null ? now.plus(USUAL_SNOOZE) : until;
        Optional<AlertSummary> judged = jdbi.inTransaction(handle -> {
            Optional<AlertSummary> alert = alerts.summary(handle, id);
            if (alert.isEmpty()) {
                return Optional.empty();
            }
            verdicts.give(handle, id, verdict, analyst, now, ends, note);
            outbox.add(
                    handle,
                    Topics.FEEDBACK,
                    id,
                    new AnalystFeedback(
                            Topics.FEEDBACK.schemaVersion(),
                            UUID.randomUUID().toString(),
                            now,
                            analyst,
                            Target.ALERT,
                            id,
                            verdict,
                            Map.of(),
                            note,
                            alert.get().model()),
                    now);
            String word = verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
            audit.add(handle, analyst, "alert.verdict", id, ends == null ? word : word + " until " + ends);
            return alerts.summary(handle, id);
        });
        judged.ifPresent(alert -> live.publish("alert", alert));
        wakeSender.run();
        return judged.isPresent();
    }

    /** @return false if there is no such alert */
    public boolean note(String id, String analyst, String text) {
        return jdbi.inTransaction(handle -> {
            if (alerts.summary(handle, id).isEmpty()) {
                return false;
            }
            verdicts.note(handle, id, analyst, clock.instant(), text);
            audit.add(handle, analyst, "alert.note", id, text);
            return true;
        });
    }
}
