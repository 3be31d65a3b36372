package io.tidewatch.alerting.store;

import io.tidewatch.events.Alert;
import io.tidewatch.events.TrendKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Checks of what comes from Kafka: what the contract demands and JSON alone does not. */
final class Received {
    /** PostgreSQL's indexes take no entry above about 2,700 bytes; a character is up to 3. */
    private static final int MAX_INDEXED_CHARS = 800;

    private Received() {}

    static void require(@Nullable Object value, String field) {
        if (value == null) {
            throw new UncheckedIOException(new IOException("'" + field + "' is missing"));
        }
    }

    static void indexable(String value, String field) {
        if (value.length() > MAX_INDEXED_CHARS || !Texts.storable(value).equals(value)) {
            throw new UncheckedIOException(new IOException(
                    "'" + field + "' is longer than " + MAX_INDEXED_CHARS + " characters or no proper text"));
        }
    }

    static TrendKey key(Alert alert) {
        return new TrendKey(alert.topic(), alert.theme(), alert.entity());
    }
}
