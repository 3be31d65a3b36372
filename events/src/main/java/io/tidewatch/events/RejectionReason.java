package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a message was not read. The codes are part of the contract: dashboards count by them. */
public enum RejectionReason {
    /** A tombstone or an empty value. */
    @JsonProperty("empty-value")
    EMPTY_VALUE,
    /** The raw value is larger than the configured limit. */
    @JsonProperty("too-large")
    TOO_LARGE,
    @JsonProperty("invalid-utf8")
    INVALID_UTF8,
    @JsonProperty("invalid-json")
    INVALID_JSON,
    /** JSON, but not an object. */
    @JsonProperty("not-an-object")
    NOT_AN_OBJECT,
    @JsonProperty("missing-field")
    MISSING_FIELD,
    /** A field has another JSON type than the schema says. */
    @JsonProperty("wrong-type")
    WRONG_TYPE,
    /** A field has the right type and a value that the schema does not allow. */
    @JsonProperty("invalid-value")
    INVALID_VALUE,
    /** Nothing is left of the text once it is cleaned. */
    @JsonProperty("empty-text")
    EMPTY_TEXT,
    @JsonProperty("text-too-long")
    TEXT_TOO_LONG,
    /** Published later than the record's own Kafka time stamp allows. */
    @JsonProperty("published-in-future")
    PUBLISHED_IN_FUTURE,
    /** Published longer before the record's own Kafka time stamp than is believable. */
    @JsonProperty("published-too-long-ago")
    PUBLISHED_TOO_LONG_AGO,
    @JsonProperty("unsupported-schema-version")
    UNSUPPORTED_SCHEMA_VERSION,
    /** The tokenizer or the model failed on this text alone. */
    @JsonProperty("unscorable")
    UNSCORABLE
}
