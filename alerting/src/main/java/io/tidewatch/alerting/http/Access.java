package io.tidewatch.alerting.http;

import io.javalin.security.RouteRole;
import io.tidewatch.alerting.view.Role;

/** Who may call a route. */
public enum Access implements RouteRole {
    /** Anybody. */
    NONE,
    /** Programs on this machine; from elsewhere whoever may look. */
    LOCAL,
    VIEWER,
    ANALYST,
    ADMIN;

    /** The least role that may call it; for {@link #LOCAL} from elsewhere. */
    Role role() {
        return switch (this) {
            case NONE, LOCAL, VIEWER -> Role.VIEWER;
            case ANALYST -> Role.ANALYST;
            case ADMIN -> Role.ADMIN;
        };
    }
}
