package io.tidewatch.alerting.security;

import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.view.Role;
import java.util.List;
import java.util.Optional;

/** The role that a user's groups give. */
public final class OidcRoles {
    private OidcRoles() {}

    /** The highest; empty where none of the groups may enter. */
    public static Optional<Role> of(DeskConfig.Oidc config, List<String> groups) {
        if (groups.contains(config.admins())) {
            return Optional.of(Role.ADMIN);
        }
        if (groups.contains(config.analysts())) {
            return Optional.of(Role.ANALYST);
        }
        return config.viewers().isEmpty() || groups.contains(config.viewers())
                ? Optional.of(Role.VIEWER)
                : Optional.empty();
    }
}
