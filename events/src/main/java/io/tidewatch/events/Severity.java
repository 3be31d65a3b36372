package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How bad a surge is, from its score and size. */
public enum Severity {
    @JsonProperty("low")
    LOW,
    @JsonProperty("medium")
    MEDIUM,
    @JsonProperty("high")
    HIGH,
    @JsonProperty("critical")
    CRITICAL
}
