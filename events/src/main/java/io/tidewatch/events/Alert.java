package io.tidewatch.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code sentiment.alerts}. Consumers upsert by {@code id}, which is a pure function of the key, the surge's
 * start and the detector's version, so that a redelivery or a replay changes nothing.
 *
 * @param topic the key's topic, null where the key has none; likewise {@code theme} and {@code entity}
 * @param surgeStart start of the first window of the time scale that contributes most
 * @param windowStart start of the window whose closing raised the alert; {@code windowEnd} is exclusive
 * @param observedNegative novelty-adjusted negative messages from {@code surgeStart} to {@code windowEnd}
 * @param expectedNegative what the key's own past leads one to expect over the same time
 * @param expectedLow lower bound of the central 95% of that expectation; {@code expectedHigh} is the upper
 * @param score mean over the time scales of -log10 of the tail probability
 * @param pValue tail probability at the time scale that contributes most
 * @param negativeShare negatives over messages in the surge; null where there is no message
 * @param usualNegativeShare the same over the key's past; null where there is none
 * @param total novelty-adjusted messages from {@code surgeStart} to {@code windowEnd}
 * @param distinctStories negative stories among them
 * @param leadingTerms words that counted most in the negative messages, strongest first
 * @param offsets the input that raised it, so that a replay reproduces it
 */
public record Alert(
        int schemaVersion,
        String id,
        AlertKind kind,
        AlertState state,
        Severity severity,
        @Nullable String topic,
        @Nullable String theme,
        @Nullable String entity,
        Instant surgeStart,
        Instant windowStart,
        Instant windowEnd,
        int observedNegative,
        double expectedNegative,
        double expectedLow,
        double expectedHigh,
        double score,
        double pValue,
        @Nullable Double negativeShare,
        @Nullable Double usualNegativeShare,
        int total,
        int distinctStories,
        List<String> entities,
        List<Evidence> evidence,
        List<String> leadingTerms,
        ModelStamp model,
        List<OffsetRange> offsets,
        String detectorVersion) {}
