package io.tidewatch.alerting.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.events.AnalystFeedback.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the desk has made of an alert. */
public enum DeskStatus {
    @JsonProperty("new")
    NEW,
    @JsonProperty("real")
    REAL,
    @JsonProperty("false-alarm")
    FALSE_ALARM,
    @JsonProperty("snoozed")
    SNOOZED;

    /** A snooze that is over leaves the alert new. */
    public static DeskStatus of(@Nullable GivenVerdict last, Instant now) {
        if (last == null) {
            return NEW;
        }
        Verdict verdict = last.verdict();
        return switch (verdict) {
            case REAL -> REAL;
            case FALSE_ALARM -> FALSE_ALARM;
            case SNOOZE -> last.until() != null && last.until().isAfter(now) ? SNOOZED : NEW;
        };
    }
}
