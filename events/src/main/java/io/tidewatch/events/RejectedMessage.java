package io.tidewatch.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code news.rejected}: a message that could not be read, complete, so that it can be mended and sent again.
 *
 * @param origin where it stood; also the record's key
 * @param timestamp the record's Kafka time stamp
 * @param message what is wrong, for people; never contains the text itself
 * @param rawKey the record's key, base64; null where it had none
 * @param rawValue the record's value, base64; null for a tombstone
 */
public record RejectedMessage(
        int schemaVersion,
        Origin origin,
        Instant timestamp,
        RejectionReason reason,
        String message,
        @Nullable String rawKey,
        @Nullable String rawValue) {}
