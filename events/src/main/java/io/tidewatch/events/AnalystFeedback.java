package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code analyst.feedback}: what a person said of an alert or a message.
 *
 * @param target what {@code targetId} names; the record's key is {@code targetId}
 * @param verdict for an alert; null for a message
 * @param corrections for a message: the right label by task; empty for an alert
 * @param model the model that was right or wrong
 */
public record AnalystFeedback(
        int schemaVersion,
        String id,
        Instant at,
        String analyst,
        Target target,
        String targetId,
        @Nullable Verdict verdict,
        Map<String, String> corrections,
        @Nullable String note,
        ModelStamp model) {

    /** What the feedback is about. */
    public enum Target {
        @JsonProperty("alert")
        ALERT,
        @JsonProperty("message")
        MESSAGE
    }

    /** What a person decided on an alert. */
    public enum Verdict {
        @JsonProperty("real")
        REAL,
        @JsonProperty("false-alarm")
        FALSE_ALARM,
        @JsonProperty("snooze")
        SNOOZE
    }
}
