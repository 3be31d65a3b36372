package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.Role;
import java.time.Instant;

/** A browser's session. */
public record Session(String user, Role role, String csrfToken, Instant expiresAt) {}
