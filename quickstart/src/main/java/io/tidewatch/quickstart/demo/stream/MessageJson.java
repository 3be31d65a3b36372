package io.tidewatch.quickstart.demo.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Messages in the contract's field names, always in the same order. */
final class MessageJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private MessageJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Optional fields that the message lacks are left out. */
    static ObjectNode toJson(DemoMessage message, String id, long epochSecond) {
        ObjectNode json = object();
        json.put("id", id);
        json.put("source", message.source());
        json.put("kind", message.kind());
        json.put("publishedAt", Instant.ofEpochSecond(epochSecond).toString());
        if (message.title() != null) {
            json.put("title", message.title());
        }
        json.put("text", message.text());
        if (message.url() != null) {
            json.put("url", message.url());
        }
        if (message.language() != null) {
            json.put("lang", message.language());
        }
        message.symbols().forEach(json.putArray("symbols")::add);
        return json;
    }

    static String write(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of plain values could not be written", e);
        }
    }
}
