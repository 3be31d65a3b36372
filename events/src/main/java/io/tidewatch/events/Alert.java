package io.tidewatch.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code sentiment.alerts}. Consumers upsert by {@code id}, which is a pure function of the key, the surge's
 * start and the detector's version, so that a redelivery or a replay changes nothing. Each step of a surge's life is a
 * value of its own, and the latest holds. Counts are novelty-adjusted unless said otherwise.
 *
 * @param severity the worst so far
 * @param topic the key's topic, null where the key has none; likewise {@code theme} and {@code entity}
 * @param surgeStart start of the first window of the time scale that contributed most when the alert opened
 * @param windowStart start of the window whose closing led to this step; {@code windowEnd} is exclusive
 * @param observedNegative negative messages from {@code surgeStart} to {@code windowEnd}
 * @param expectedNegative what the key's own past leads one to expect over the same time
 * @param expectedLow lower bound of the central 95% of that expectation; {@code expectedHigh} is the upper
 * @param score mean over the time scales of -log10 of the tail probability, in this step's window
 * @param pValue tail probability at the time scale that contributes most, in this step's window
 * @param negativeShare negatives over messages in the surge; null where there is no message
 * @param usualNegativeShare the same over the key's past; null where there is none
 * @param total messages from {@code surgeStart} to {@code windowEnd}
 * @param distinctStories negative stories among them
 * @param evidence at most ten, most probable first, no two with nearly the same words
 * @param leadingTerms words that counted most in the negative messages, those first that count more than is usual
 * @param offsets the input that raised it, so that a replay reproduces it
 * @param summary the facts in one plain paragraph; empty in alerts of version 1
 * @param observedRaw with repeats: negative messages, for {@link AlertKind#UNUSUAL_ATTENTION} all
 * @param expectedTotal messages expected, for {@link AlertKind#UNUSUAL_ATTENTION} alone; else null, as are its bounds
 * @param peakScore highest score since the alert opened
 * @param threshold the score from which the alert was raised; 0 in alerts of version 1
 * @param detectedAt end of the window that opened the alert
 * @param resolvedAt end of the window that resolved it; null before
 * @param storyGroup id of the alert that was first raised about the same event
 * @param relatedTo ids of earlier alerts about the same event
 * @param usualTerms words that usually count most in the key's negative messages, strongest first
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
        String detectorVersion,
        String summary,
        int observedRaw,
        @Nullable Double expectedTotal,
        @Nullable Double expectedTotalLow,
        @Nullable Double expectedTotalHigh,
        double peakScore,
        double threshold,
        Instant detectedAt,
        @Nullable Instant resolvedAt,
        String storyGroup,
        List<String> relatedTo,
        List<String> usualTerms) {

    /** Fills in what version 1 did not have. */
    public Alert {
        summary = summary == null ? "" : summary;
        observedRaw = Math.max(observedRaw, observedNegative);
        peakScore = Math.max(peakScore, score);
        detectedAt = detectedAt == null ? windowEnd : detectedAt;
        storyGroup = storyGroup == null ? id : storyGroup;
        relatedTo = relatedTo == null ? List.of() : List.copyOf(relatedTo);
        usualTerms = usualTerms == null ? List.of() : List.copyOf(usualTerms);
    }

    /** What the alert is about. */
    public TrendKey key() {
        return new TrendKey(topic, theme, entity);
    }

    public Alert withSummary(String newSummary) {
        return copy(state, newSummary, threshold, detectedAt, storyGroup, relatedTo);
    }

    public Alert withStory(String newStoryGroup, List<String> newRelatedTo) {
        return copy(state, summary, threshold, detectedAt, newStoryGroup, newRelatedTo);
    }

    /**
     * The same step of a surge that was found earlier than it is shown.
     *
     * @param newThreshold the score from which it is shown
     * @param shownAt end of the window with which it was first shown
     */
    public Alert shown(AlertState newState, double newThreshold, Instant shownAt) {
        return copy(newState, summary, newThreshold, shownAt, storyGroup, relatedTo);
    }

    private Alert copy(
            AlertState newState,
            String newSummary,
            double newThreshold,
            Instant newDetectedAt,
            String newStoryGroup,
            List<String> newRelatedTo) {
        return new Alert(
                schemaVersion,
                id,
                kind,
                newState,
                severity,
                topic,
                theme,
                entity,
                surgeStart,
                windowStart,
                windowEnd,
                observedNegative,
                expectedNegative,
                expectedLow,
                expectedHigh,
                score,
                pValue,
                negativeShare,
                usualNegativeShare,
                total,
                distinctStories,
                entities,
                evidence,
                leadingTerms,
                model,
                offsets,
                detectorVersion,
                newSummary,
                observedRaw,
                expectedTotal,
                expectedTotalLow,
                expectedTotalHigh,
                peakScore,
                newThreshold,
                newDetectedAt,
                resolvedAt,
                newStoryGroup,
                newRelatedTo,
                usualTerms);
    }
}
