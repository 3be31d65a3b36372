package io.tidewatch.alerting.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.events.EventJson;
import java.io.UncheckedIOException;

/** JSON as text, in the form of the contracts. */
public final class Json {
    private static final ObjectMapper STRICT = EventJson.mapper()
            .copy()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    public static String write(Object value) {
        try {
            return EventJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a " + value.getClass().getSimpleName() + " has no JSON form", e);
        }
    }

    /** Reads what the service itself wrote. */
    public static <T> T read(String json, TypeReference<T> type) {
        try {
            return EventJson.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the database holds JSON that the service cannot read", e);
        }
    }

    /** Reads what the service itself wrote. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return EventJson.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the database holds JSON that the service cannot read", e);
        }
    }

    /** Reads what a client sent: fields that it should not have are mistakes. */
    public static ObjectMapper strict() {
        return STRICT;
    }
}
