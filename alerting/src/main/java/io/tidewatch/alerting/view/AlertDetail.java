package io.tidewatch.alerting.view;

import io.tidewatch.events.OffsetRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of an alert.
 *
 * @param peakScore highest score since it opened
 * @param threshold the score from which it was raised; null where the job did not say, as in version 1
 * @param observedRaw messages with repeats: negative ones, for unusual attention of any sentiment
 * @param usualTerms words that usually count most on its key, to compare its leading words with
 */
public record AlertDetail(
        AlertSummary alert,
        String summary,
        double pValue,
        double peakScore,
        @Nullable Double threshold,
        int observedRaw,
        List<String> usualTerms,
        List<EvidenceView> evidence,
        String detectorVersion,
        List<OffsetRange> offsets,
        List<AlertStep> steps,
        List<GivenVerdict> verdicts,
        List<Note> notes,
        List<AlertSummary> related) {}
