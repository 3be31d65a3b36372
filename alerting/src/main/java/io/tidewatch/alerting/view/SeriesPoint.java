package io.tidewatch.alerting.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One step of a series; the expectation is null where too few days are held. */
public record SeriesPoint(
        Instant start,
        Instant end,
        int negative,
        int total,
        @Nullable Double expectedNegative,
        @Nullable Double expectedLow,
        @Nullable Double expectedHigh) {}
