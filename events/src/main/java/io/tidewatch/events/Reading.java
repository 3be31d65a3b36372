package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much of a text the model read; less than the whole only where an operator lets an overloaded job read less. */
public enum Reading {
    /** All of it. */
    @JsonProperty("whole")
    WHOLE,
    /** Of a text that does not fit the model, its first window. */
    @JsonProperty("beginning")
    BEGINNING,
    /** The beginning's first 64 tokens. */
    @JsonProperty("first-tokens")
    FIRST_TOKENS
}
