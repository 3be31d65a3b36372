package io.tidewatch.alerting.consume;

import io.tidewatch.alerting.store.ShadowStore;
import io.tidewatch.events.ShadowDisagreement;
import io.tidewatch.events.Topics;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Where a model in shadow decides otherwise; stored for the comparison. */
public final class ShadowIntake implements TopicWriter<ShadowDisagreement> {
    private final ShadowStore store;

    public ShadowIntake(ShadowStore store) {
        this.store = store;
    }

    @Override
    public Topics topic() {
        return Topics.SHADOW;
    }

    @Override
    public ShadowDisagreement read(byte[] value) {
        return ShadowStore.read(value);
    }

    @Override
    public Runnable write(Handle handle, List<ShadowDisagreement> disagreements) {
        store.add(handle, disagreements);
        return () -> {};
    }
}
