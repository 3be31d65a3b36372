package io.tidewatch.alerting.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of an API token, which is everything but the token. */
public record ApiToken(
        String name,
        Role role,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
