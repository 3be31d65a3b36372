package io.tidewatch.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code sentiment.trends}: one key in one closed event-time window. A window without messages is not
 * published. A correction replaces the window's earlier revisions.
 *
 * @param windowEnd exclusive
 * @param revision 0 when the window closed; one more with each correction by late messages
 * @param novel counts of first messages only (novelty-adjusted): what the surge detector sees
 * @param raw counts with repeats, without redeliveries
 * @param pressReleases messages kept out of both counts because of their kind
 * @param meanScore mean of P(positive) - P(negative) over the messages of {@code novel}; null where there are none
 * @param leadingTerms words that counted most in negative messages, strongest first
 * @param lateMessages how many of the messages came after the window had closed
 */
public record TrendWindow(
        int schemaVersion,
        TrendKey key,
        Instant windowStart,
        Instant windowEnd,
        int revision,
        SentimentCounts novel,
        SentimentCounts raw,
        int pressReleases,
        @Nullable Double meanScore,
        List<TermWeight> leadingTerms,
        int lateMessages,
        ModelStamp model) {}
