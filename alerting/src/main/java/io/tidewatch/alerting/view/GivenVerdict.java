package io.tidewatch.alerting.view;

import io.tidewatch.events.AnalystFeedback.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a person decided on an alert; {@code until} is when a snooze ends. */
public record GivenVerdict(
        Verdict verdict,
        String by,
        Instant at,
        @Nullable Instant until,
        @Nullable String note) {}
