package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is unusual. */
public enum AlertKind {
    /** More negative messages than the key's own past leads one to expect, beyond what its volume explains. */
    @JsonProperty("negative-surge")
    NEGATIVE_SURGE,
    /** More messages of any sentiment than usual. */
    @JsonProperty("unusual-attention")
    UNUSUAL_ATTENTION
}
