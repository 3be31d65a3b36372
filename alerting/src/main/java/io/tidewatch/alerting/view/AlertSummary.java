package io.tidewatch.alerting.view;

import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert as lists show it.
 *
 * @param expectedTotal messages of any sentiment that are expected, with its bounds; null but for unusual attention
 * @param detectedAt end of the window that opened it
 * @param resolvedAt end of the window that resolved it; null before
 */
public record AlertSummary(
        String id,
        AlertKind kind,
        AlertState state,
        Severity severity,
        KeyView key,
        Instant surgeStart,
        Instant windowStart,
        Instant windowEnd,
        Instant detectedAt,
        @Nullable Instant resolvedAt,
        int observedNegative,
        double expectedNegative,
        double expectedLow,
        double expectedHigh,
        double score,
        @Nullable Double negativeShare,
        @Nullable Double usualNegativeShare,
        int total,
        @Nullable Double expectedTotal,
        @Nullable Double expectedTotalLow,
        @Nullable Double expectedTotalHigh,
        int distinctStories,
        List<String> entities,
        List<String> leadingTerms,
        @Nullable String headline,
        ModelStamp model,
        String group,
        int groupSize,
        DeskStatus status,
        @Nullable GivenVerdict verdict,
        Instant receivedAt,
        Instant updatedAt,
        @Nullable Instant firstLookAt) {}
