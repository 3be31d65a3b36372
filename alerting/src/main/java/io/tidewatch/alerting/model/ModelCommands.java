package io.tidewatch.alerting.model;

import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.store.MessageReader;
import io.tidewatch.alerting.store.ModelCommandStore;
import io.tidewatch.alerting.store.Outbox;
import io.tidewatch.alerting.view.ModelCommandView;
import io.tidewatch.alerting.view.ModelView;
import io.tidewatch.alerting.view.Models;
import io.tidewatch.events.ModelControl;
import io.tidewatch.events.ModelControl.Action;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Tells the running job which model to use. A command, its audit entry and its outbox entry are written in one
 * transaction; its epoch is one above all that the service has seen, in its own commands, on {@code model.control} and on
 * messages.
 */
public final class ModelCommands {
    private static final int SHOWN_COMMANDS = 20;

    private final ModelFolder folder;
    private final ModelCommandStore store;
    private final MessageReader messages;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Clock clock;

    public ModelCommands(
            ModelFolder folder,
            ModelCommandStore store,
            MessageReader messages,
            Outbox outbox,
            AuditLog audit,
            Clock clock) {
        this.folder = folder;
        this.store = store;
        this.messages = messages;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    public Models overview(Handle handle) {
        return new Models(
                folder.current(),
                messages.newestModel(handle),
                previous(handle).orElse(null),
                lastEpoch(handle),
                folder.list(),
                store.list(handle, SHOWN_COMMANDS));
    }

    /** What a rollback would go back to; empty where nothing was promoted since the last one. */
    public Optional<String> previous(Handle handle) {
        return store.inUse(handle)
                .filter(inUse -> inUse.action() == Action.PROMOTE)
                .map(ModelCommandStore.InUse::replaced);
    }

    /** Why the model may not be promoted without force; empty where it may. The registry's own choice always may. */
    public Optional<String> objection(ModelView model) {
        if (model.version().equals(folder.current())) {
            return Optional.empty();
        }
        if (model.gate() == null) {
            return Optional.of("it was never compared with the model in use");
        }
        return model.gate().promotable()
                ? Optional.empty()
                : Optional.of("it did not pass the gate: "
                        + String.join("; ", model.gate().reasons()));
    }

    public ModelCommandView promote(Handle handle, ModelView model, String by, String detail) {
        return command(handle, Action.PROMOTE, model, by, detail, inUse(handle));
    }

    public ModelCommandView shadow(Handle handle, ModelView model, String by) {
        return command(handle, Action.SHADOW, model, by, "", null);
    }

    /** The last command to run the version in shadow. */
    public Optional<ModelCommandView> lastShadow(Handle handle, String version) {
        return store.lastShadow(handle, version);
    }

    /** @param model that of {@link #previous} */
    public ModelCommandView rollBack(Handle handle, ModelView model, String by) {
        return command(handle, Action.ROLL_BACK, model, by, "", inUse(handle));
    }

    private @Nullable String inUse(Handle handle) {
        Optional<String> commanded = store.inUse(handle).map(ModelCommandStore.InUse::version);
        ModelStamp running = messages.newestModel(handle);
        return commanded.orElse(running == null ? folder.current() : running.version());
    }

    private long lastEpoch(Handle handle) {
        ModelStamp running = messages.newestModel(handle);
        return Math.max(store.lastEpoch(handle), running == null ? 0 : running.epoch());
    }

    private ModelCommandView command(
            Handle handle, Action action, ModelView model, String by, String detail, @Nullable String replaces) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ModelControl control = new ModelControl(
                Topics.CONTROL.schemaVersion(),
                lastEpoch(handle) + 1,
                action,
                model.version(),
                model.sha256(),
                now,
                by);
        long outboxId = outbox.add(handle, Topics.CONTROL, null, control, now);
        store.add(handle, control, replaces, outboxId);
        audit.add(
                handle,
                by,
                "model." + action.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                model.version(),
                "epoch " + control.epoch() + (detail.isEmpty() ? "" : "; " + detail));
        return new ModelCommandView(control.epoch(), action, Objects.requireNonNull(model.version()), now, by, false);
    }
}
