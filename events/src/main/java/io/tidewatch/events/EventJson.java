package io.tidewatch.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads and writes the contracts' JSON: fields in the record's order, times as ISO-8601 in UTC, absent values as null.
 * Unknown fields are ignored, because they may come from a newer version.
 */
public final class EventJson {
    /** The version that today's code writes of each schema whose {@link Topics} constant says no other. */
    public static final int SCHEMA_VERSION = 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EventJson() {}

    /** UTF-8 JSON of one event. */
    public static byte[] write(Object event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("an event of " + event.getClass().getSimpleName() + " has no JSON form", e);
        }
    }

    /**
     * Reads one event.
     *
     * @throws UncheckedIOException if the bytes are not JSON of this type, or are a JSON null
     */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            T event = MAPPER.readValue(json, type);
            if (event == null) {
                throw new IOException("the JSON is null");
            }
            return event;
        } catch (IOException e) {
            throw new UncheckedIOException("not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /** The mapper that defines the format, for callers that need trees or streams. It must not be reconfigured. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }
}
