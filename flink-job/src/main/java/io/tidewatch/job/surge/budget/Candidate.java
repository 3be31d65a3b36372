package io.tidewatch.job.surge.budget;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.AnalystFeedback;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a surge that may be worth an alert.
 *
 * @param key in which it was found, as {@link io.tidewatch.events.TrendKey#asText} writes it
 * @param foundMillis end of the window that found it, milliseconds since the epoch
 * @param peak the highest score so far
 * @param threshold from which it was shown; 0 while it is not
 * @param shownMillis end of the window with which it was first shown
 * @param toldMillis end of the window with which it was last told of
 * @param verdict the last word of the desk; null without one
 */
public record Candidate(
        String key,
        long foundMillis,
        double peak,
        double threshold,
        long shownMillis,
        long toldMillis,
        AnalystFeedback.@Nullable Verdict verdict) {

    /** A surge of which this is the first step known. One that was opened before there was a budget has been shown. */
    static Candidate found(Alert step) {
        String key = step.key().asText();
        long now = step.windowEnd().toEpochMilli();
        return step.state() == AlertState.OPENED
                ? new Candidate(key, now, 0, 0, 0, 0, null)
                : new Candidate(key, now, 0, step.threshold(), step.detectedAt().toEpochMilli(), now, null);
    }

    Candidate withPeak(double score) {
        return new Candidate(key, foundMillis, Math.max(peak, score), threshold, shownMillis, toldMillis, verdict);
    }

    Candidate shown(double from, long millis) {
        return new Candidate(key, foundMillis, peak, from, millis, millis, verdict);
    }

    Candidate told(long millis) {
        return new Candidate(key, foundMillis, peak, threshold, shownMillis, millis, verdict);
    }

    Candidate judged(AnalystFeedback.@Nullable Verdict newVerdict) {
        return new Candidate(key, foundMillis, peak, threshold, shownMillis, toldMillis, newVerdict);
    }

    boolean isShown() {
        return threshold > 0;
    }
}
