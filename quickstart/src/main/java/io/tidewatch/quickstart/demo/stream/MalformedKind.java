package io.tidewatch.quickstart.demo.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The ways in which a line of the stream is broken on purpose, and how many lines are broken that way. */
enum MalformedKind {
    TRUNCATED_JSON(4),
    NOT_JSON(3),
    NOT_AN_OBJECT(2),
    TEXT_NOT_A_STRING(3),
    SYMBOLS_NOT_AN_ARRAY(2),
    DATE_NOT_A_STRING(2),
    MISSING_ID(3),
    MISSING_TEXT(3),
    MISSING_DATE(2),
    EMPTY_TEXT(3),
    INVALID_DATE(3),
    FUTURE_DATE(3),
    PAST_DATE(3),
    INVALID_UTF_8(3),
    UNKNOWN_KIND(3);

    /** An opening byte of a two-byte sequence, followed by a byte that cannot continue it. */
    private static final byte[] NOT_UTF_8 = {(byte) 0xC3, (byte) 0x28};

    private static final String TEXT_FIELD = "\"text\":\"";

    private final int lines;

    MalformedKind(int lines) {
        this.lines = lines;
    }

    int lines() {
        return lines;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Breaks a sound message, which is changed on the way, and returns the line's bytes. */
    byte[] damage(ObjectNode message) {
        return switch (this) {
            case TRUNCATED_JSON -> {
                String line = MessageJson.write(message);
                yield utf8(line.substring(0, line.length() * 3 / 5));
            }
            case NOT_JSON -> utf8("feed restarted after " + message.path("id").asText() + ", resuming");
            case NOT_AN_OBJECT -> utf8("[" + MessageJson.write(message) + "]");
            case TEXT_NOT_A_STRING -> line(message.put("text", 40_400));
            case SYMBOLS_NOT_AN_ARRAY -> line(message.put("symbols", "PYLK"));
            case DATE_NOT_A_STRING -> line(message.put("publishedAt", 1_772_409_600L));
            case MISSING_ID -> line(message.without("id"));
            case MISSING_TEXT -> line(message.without(List.of("title", "text")));
            case MISSING_DATE -> line(message.without("publishedAt"));
            case EMPTY_TEXT -> line(message.put("text", "").without("title"));
            case INVALID_DATE -> line(message.put("publishedAt", "2026-02-31T25:61:00Z"));
            case FUTURE_DATE -> line(message.put("publishedAt", "2926-03-09T08:15:30Z"));
            case PAST_DATE -> line(message.put("publishedAt", "1926-03-09T08:15:30Z"));
            case INVALID_UTF_8 -> withInvalidBytes(MessageJson.write(message));
            case UNKNOWN_KIND -> line(message.put("kind", "rumour-mill"));
        };
    }

    private static byte[] withInvalidBytes(String line) {
        int textStart = line.indexOf(TEXT_FIELD) + TEXT_FIELD.length();
        byte[] before = utf8(line.substring(0, textStart));
        byte[] after = utf8(line.substring(textStart));
        return ByteBuffer.allocate(before.length + NOT_UTF_8.length + after.length)
                .put(before)
                .put(NOT_UTF_8)
                .put(after)
                .array();
    }

    private static byte[] line(ObjectNode message) {
        return utf8(MessageJson.write(message));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
