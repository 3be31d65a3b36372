package io.tidewatch.alerting.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a notification channel does; {@code state} is ok, failing, disabled or unused. */
public record ChannelState(
        String name,
        String type,
        String state,
        int waiting,
        int sent,
        int failed,
        @Nullable Instant lastSentAt,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        @Nullable Instant nextAttemptAt) {}
