package io.tidewatch.alerting.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which messages are asked for; nulls leave a condition out. {@code from} and {@code to} bound publishedAt. */
public record MessageFilter(
        @Nullable String words,
        @Nullable String topic,
        @Nullable String sentiment,
        @Nullable String theme,
        @Nullable String entity,
        @Nullable String source,
        @Nullable Boolean uncertain,
        @Nullable Boolean corrected,
        @Nullable Instant from,
        @Nullable Instant to) {}
