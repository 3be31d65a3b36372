package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where in its life an alert is. */
public enum AlertState {
    @JsonProperty("opened")
    OPENED,
    @JsonProperty("escalated")
    ESCALATED,
    @JsonProperty("ongoing")
    ONGOING,
    @JsonProperty("resolved")
    RESOLVED
}
