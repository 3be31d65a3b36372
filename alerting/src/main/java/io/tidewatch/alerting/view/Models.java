package io.tidewatch.alerting.view;

import io.tidewatch.events.ModelStamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bundles, what runs and what was commanded. */
public record Models(
        @Nullable String current,
        @Nullable ModelStamp running,
        @Nullable String previous,
        long epoch,
        List<ModelView> items,
        List<ModelCommandView> commands) {}
