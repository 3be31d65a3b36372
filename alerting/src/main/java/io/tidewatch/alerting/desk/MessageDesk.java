package io.tidewatch.alerting.desk;

import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.store.CorrectionStore;
import io.tidewatch.alerting.store.MessageReader;
import io.tidewatch.alerting.store.Outbox;
import io.tidewatch.alerting.view.MessageView;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.AnalystFeedback.Target;
import io.tidewatch.events.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Corrects messages, and takes corrections back. */
public final class MessageDesk {
    private static final String UNDONE = "taken back";

    private final Jdbi jdbi;
    private final MessageReader messages;
    private final CorrectionStore corrections;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Runnable wakeSender;
    private final Clock clock;

    /** @param wakeSender called when there is something in the outbox */
    public MessageDesk(
            Jdbi jdbi,
            MessageReader messages,
            CorrectionStore corrections,
            Outbox outbox,
            AuditLog audit,
            Runnable wakeSender,
            Clock clock) {
        this.jdbi = jdbi;
        this.messages = messages;
        this.corrections = corrections;
        this.outbox = outbox;
        this.audit = audit;
        this.wakeSender = wakeSender;
        this.clock = clock;
    }

    /** @return the message after it; empty if there is none */
    public Optional<MessageView> correct(String id, String analyst, Map<String, String> labels) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<MessageView> corrected =
                jdbi.inTransaction(handle -> messages.find(handle, id).flatMap(message -> {
                    corrections.give(handle, id, analyst, now, labels);
                    tell(handle, message, analyst, now, labels, null);
                    audit.add(handle, analyst, "message.correct", id, new TreeMap<>(labels).toString());
                    return messages.find(handle, id);
                }));
        wakeSender.run();
        return corrected;
    }

    /**
     * Takes a person's correction back. The log's readers take the latest word of each person, so the undoing is a word of
     * its own, with no labels and a note that says so.
     *
     * @return the message after it; empty if there is none, or no correction of this person
     */
    public Optional<MessageView> undo(String id, String analyst) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<MessageView> undone =
                jdbi.inTransaction(handle -> messages.find(handle, id).flatMap(message -> {
                    if (!corrections.undo(handle, id, analyst)) {
                        return Optional.empty();
                    }
                    tell(handle, message, analyst, now, Map.of(), UNDONE);
                    audit.add(handle, analyst, "message.undo", id, "");
                    return messages.find(handle, id);
                }));
        wakeSender.run();
        return undone;
    }

    private void tell(
            Handle handle,
            MessageView message,
            String analyst,
            Instant now,
            Map<String, String> labels,
            @org.jspecify.annotations.Nullable String note) {
        outbox.add(
                handle,
                Topics.FEEDBACK,
                message.id(),
                new AnalystFeedback(
                        Topics.FEEDBACK.schemaVersion(),
                        UUID.randomUUID().toString(),
                        now,
                        analyst,
                        Target.MESSAGE,
                        message.id(),
                        null,
                        labels,
                        note,
                        message.model()),
                now);
    }
}
