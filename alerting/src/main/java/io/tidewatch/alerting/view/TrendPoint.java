package io.tidewatch.alerting.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One key's counts in one step; all but {@code totalWithRepeats} without repeats. */
public record TrendPoint(
        Instant start,
        Instant end,
        int negative,
        int neutral,
        int positive,
        int total,
        int totalWithRepeats,
        int pressReleases,
        @Nullable Double meanScore) {}
