package io.tidewatch.alerting.view;

import io.tidewatch.events.TrendKey;
import org.jspecify.annotations.Nullable;

/** A trend key with its text form. */
public record KeyView(
        String text,
        @Nullable String topic,
        @Nullable String theme,
        @Nullable String entity) {
    public static KeyView of(TrendKey key) {
        return new KeyView(key.asText(), key.topic(), key.theme(), key.entity());
    }
}
