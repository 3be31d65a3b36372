package io.tidewatch.alerting.store;

import io.tidewatch.events.AnalystFeedback.Verdict;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes what people make of alerts. */
public final class Verdicts {
    public void give(
            Handle handle,
            String alert,
            Verdict verdict,
            String analyst,
            Instant at,
            @Nullable Instant until,
            @Nullable String note) {
        for (String sql : new String[] {"""
            INSERT INTO alert_verdict (alert_id, verdict, analyst, given_at, until_at, note)
            VALUES (:alert, :verdict, :analyst, :at, :until, :note)""", """
            UPDATE alert SET verdict = :verdict, verdict_by = :analyst, verdict_at = :at, verdict_until = :until,
                verdict_note = :note, updated_at = :at
            WHERE id = :alert"""}) {
            handle.createUpdate(sql)
                    .bind("alert", alert)
                    .bind("verdict", verdict.name())
                    .bind("analyst", analyst)
                    .bind("at", at)
                    .bind("until", until)
                    .bind("note", note == null ? null : Texts.storable(note))
                    .execute();
        }
    }

    public void note(Handle handle, String alert, String analyst, Instant at, String text) {
        handle.createUpdate(
                        "INSERT INTO alert_note (alert_id, analyst, given_at, note) VALUES (:alert, :analyst, :at, :note)")
                .bind("alert", alert)
                .bind("analyst", analyst)
                .bind("at", at)
                .bind("note", Texts.storable(text))
                .execute();
    }

    /** @return whether nobody had looked at the alert before */
    public boolean look(Handle handle, String alert, Instant at) {
        return handle.createUpdate("UPDATE alert SET first_look_at = :at WHERE id = :id AND first_look_at IS NULL")
                        .bind("at", at)
                        .bind("id", alert)
                        .execute()
                > 0;
    }
}
