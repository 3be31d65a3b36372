package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a message is; press releases are counted apart, because companies write them about themselves. */
public enum NewsKind {
    @JsonProperty("news")
    NEWS,
    @JsonProperty("comment")
    COMMENT,
    @JsonProperty("press-release")
    PRESS_RELEASE
}
