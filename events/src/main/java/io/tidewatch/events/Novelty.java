package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a message tells something new within the novelty horizon. */
public enum Novelty {
    /** The first message of its story. */
    @JsonProperty("novel")
    NOVEL,
    /** Says word for word what the story's first message says. */
    @JsonProperty("exact-repeat")
    EXACT_REPEAT,
    /** Says nearly what the story's first message says. */
    @JsonProperty("near-repeat")
    NEAR_REPEAT,
    /** The story's first message itself, delivered again under the same id. */
    @JsonProperty("redelivery")
    REDELIVERY
}
