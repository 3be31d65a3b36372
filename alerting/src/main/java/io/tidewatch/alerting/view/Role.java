package io.tidewatch.alerting.view;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a person or program may do; each may what those before it may. */
public enum Role {
    /** Look. */
    @JsonProperty("viewer")
    VIEWER,
    /** Judge alerts, correct messages. */
    @JsonProperty("analyst")
    ANALYST,
    /** Change settings, models and tokens. */
    @JsonProperty("admin")
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
