package io.tidewatch.alerting.view;

import io.tidewatch.events.AlertState;
import io.tidewatch.events.Severity;
import java.time.Instant;

/** What the job said of an alert at the close of one window. */
public record AlertStep(
        AlertState state,
        Severity severity,
        Instant windowEnd,
        int observedNegative,
        double expectedNegative,
        double expectedLow,
        double expectedHigh,
        double score) {}
