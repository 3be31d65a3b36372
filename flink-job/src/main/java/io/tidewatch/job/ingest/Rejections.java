package io.tidewatch.job.ingest;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Origin;
import io.tidewatch.events.RejectedMessage;
import io.tidewatch.events.RejectionReason;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Makes {@code news.rejected} values. */
public final class Rejections {
    private Rejections() {}

    /** Rejects a message that had been read before. */
    public static RejectedMessage of(Arrival arrival, RejectionReason reason, String message) {
        return of(arrival.origin(), arrival.timestampMillis(), arrival.rawKey(), arrival.rawValue(), reason, message);
    }

    static RejectedMessage of(
            Origin origin,
            long timestampMillis,
            byte @Nullable [] rawKey,
            byte @Nullable [] rawValue,
            RejectionReason reason,
            String message) {
        return new RejectedMessage(
                EventJson.SCHEMA_VERSION,
                origin,
                Instant.ofEpochMilli(timestampMillis),
                reason,
                message,
                base64(rawKey),
                base64(rawValue));
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }
}
