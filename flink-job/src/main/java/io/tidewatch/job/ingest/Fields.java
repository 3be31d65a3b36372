package io.tidewatch.job.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Typed access to the fields of a JSON object, with one clear complaint per mistake. */
final class Fields {
    private final JsonNode object;

    Fields(JsonNode object) {
        this.object = object;
    }

    String requiredText(String name, int maxChars) throws InvalidMessageException {
        String value = optionalText(name, maxChars);
        if (value == null) {
            throw new InvalidMessageException(RejectionReason.MISSING_FIELD, "the field '" + name + "' is missing");
        }
        if (value.isBlank()) {
            throw new InvalidMessageException(RejectionReason.INVALID_VALUE, "the field '" + name + "' is empty");
        }
        return value;
    }

    @Nullable
    String optionalText(String name, int maxChars) throws InvalidMessageException {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        return checkedText(node, "the field '" + name + "'", maxChars);
    }

    /** What is cleaned before use, and so may be cut in the middle of a character. */
    @Nullable
    String optionalProse(String name, int maxChars) throws InvalidMessageException {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : prose(node, "the field '" + name + "'", maxChars);
    }

    /** The text of the message; too long and empty have reasons of their own, because they are common. */
    String body(String name, int maxChars) throws InvalidMessageException {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            throw new InvalidMessageException(RejectionReason.MISSING_FIELD, "the field '" + name + "' is missing");
        }
        if (node.isTextual() && node.textValue().length() > maxChars) {
            throw new InvalidMessageException(
                    RejectionReason.TEXT_TOO_LONG,
                    "the text has " + node.textValue().length() + " characters, allowed are " + maxChars);
        }
        return prose(node, "the field '" + name + "'", maxChars);
    }

    List<String> texts(String name, int maxCount, int maxChars) throws InvalidMessageException {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrongType("the field '" + name + "'", "a list of texts", node);
        }
        if (node.size() > maxCount) {
            throw new InvalidMessageException(
                    RejectionReason.INVALID_VALUE,
                    "the field '" + name + "' has " + node.size() + " entries, allowed are " + maxCount);
        }
        List<String> texts = new ArrayList<>(node.size());
        for (JsonNode entry : node) {
            String text = checkedText(entry, "an entry of '" + name + "'", maxChars);
            if (text.isBlank()) {
                throw new InvalidMessageException(RejectionReason.INVALID_VALUE, "an entry of '" + name + "' is empty");
            }
            texts.add(text);
        }
        return texts;
    }

    int integer(String name, int fallback) throws InvalidMessageException {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return fallback;
        }
        if (!node.isInt()) {
            throw wrongType("the field '" + name + "'", "a whole number", node);
        }
        return node.intValue();
    }

    Instant instant(String name) throws InvalidMessageException {
        String value = requiredText(name, 64);
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(value, Instant::from);
        } catch (DateTimeException e) {
            throw new InvalidMessageException(
                    RejectionReason.INVALID_VALUE,
                    "the field '" + name + "' is not an ISO-8601 time with an offset, such as 2026-03-02T09:30:00Z");
        }
    }

    private static String checkedText(JsonNode node, String what, int maxChars) throws InvalidMessageException {
        String value = prose(node, what, maxChars);
        // JSON can escape half a character, and no writer could put it into UTF-8 again.
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new InvalidMessageException(RejectionReason.INVALID_VALUE, what + " has a lone surrogate");
        }
        return value;
    }

    private static String prose(JsonNode node, String what, int maxChars) throws InvalidMessageException {
        if (!node.isTextual()) {
            throw wrongType(what, "a text", node);
        }
        String value = node.textValue();
        if (value.length() > maxChars) {
            throw new InvalidMessageException(
                    RejectionReason.INVALID_VALUE,
                    what + " has " + value.length() + " characters, allowed are " + maxChars);
        }
        return value;
    }

    private static InvalidMessageException wrongType(String what, String wanted, JsonNode node) {
        return new InvalidMessageException(
                RejectionReason.WRONG_TYPE,
                what + " must be " + wanted + ", but is a JSON "
                        + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
    }
}
