package io.tidewatch.alerting.consume;

import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.store.ModelCommandStore;
import io.tidewatch.alerting.view.ModelCommandView;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.ModelControl;
import io.tidewatch.events.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Commands to the job, the service's own and those of others, so that the next epoch lies above all. */
public final class ControlIntake implements TopicWriter<ModelControl> {
    private final ModelCommandStore store;
    private final LiveHub live;

    public ControlIntake(ModelCommandStore store, LiveHub live) {
        this.store = store;
        this.live = live;
    }

    @Override
    public Topics topic() {
        return Topics.CONTROL;
    }

    @Override
    public ModelControl read(byte[] value) {
        ModelControl command = EventJson.read(value, ModelControl.class);
        if (command.action() == null || command.version() == null || command.issuedAt() == null) {
            throw new UncheckedIOException(new IOException("'action', 'version' or 'issuedAt' is missing"));
        }
        return command;
    }

    @Override
    public Runnable write(Handle handle, List<ModelControl> commands) {
        List<ModelCommandView> foreign = new ArrayList<>();
        for (ModelControl command : commands) {
            if (store.addForeign(handle, command)) {
                foreign.add(new ModelCommandView(
                        command.epoch(),
                        command.action(),
                        command.version(),
                        command.issuedAt(),
                        command.issuedBy(),
                        true));
            }
        }
        return () -> foreign.forEach(command -> live.publish("model", command));
    }
}
