package io.tidewatch.events;

import org.jspecify.annotations.Nullable;

/**
 * What is counted together: a topic, a risk theme or an entity (ticker), alone or combined; all messages if each is
 * null. Labels are those of the model bundle.
 */
public record TrendKey(
        @Nullable String topic,
        @Nullable String theme,
        @Nullable String entity) {
    /** The key under which every message counts. */
    public static final TrendKey ALL = new TrendKey(null, null, null);

    public static TrendKey ofTopic(String topic) {
        return new TrendKey(topic, null, null);
    }

    public static TrendKey ofTheme(String theme) {
        return new TrendKey(null, theme, null);
    }

    /** The same messages, but only those about one company. */
    public TrendKey withEntity(String ticker) {
        return new TrendKey(topic, theme, ticker);
    }

    /**
     * A stable text form such as {@code topic=Macro,entity=MARROW}, used as Kafka key and in alert ids. No two keys share
     * one: an equals sign or a backslash within a label or ticker is written with a backslash before it.
     */
    public String asText() {
        StringBuilder out = new StringBuilder();
        append(out, "topic", topic);
        append(out, "theme", theme);
        append(out, "entity", entity);
        return out.isEmpty() ? "all" : out.toString();
    }

    private static void append(StringBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.append(out.isEmpty() ? "" : ",").append(name).append('=').append(escaped(value));
        }
    }

    private static String escaped(String value) {
        return value.indexOf('=') < 0 && value.indexOf('\\') < 0
                ? value
                : value.replace("\\", "\\\\").replace("=", "\\=");
    }
}
