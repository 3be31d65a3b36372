package io.tidewatch.alerting.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One step of a series; the expectations, of negative messages and of all, are null where too few days are held. */
public record SeriesPoint(
        Instant start,
        Instant end,
        int negative,
        int total,
        @Nullable Double expectedNegative,
        @Nullable Double expectedLow,
        @Nullable Double expectedHigh,
        @Nullable Double expectedTotal,
        @Nullable Double expectedTotalLow,
        @Nullable Double expectedTotalHigh) {}
