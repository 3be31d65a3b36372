package io.tidewatch.job.surge;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.Severity;
import io.tidewatch.events.TermWeight;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.surge.detector.SurgeDecision;
import io.tidewatch.job.trend.ClosedWindow;
import io.tidewatch.job.trend.TrendCounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Turns the detector's decision and the windows of the surge into an alert. */
final class AlertBuilder {
    /** Part of every alert's id: raised when the same input would lead to other alerts. */
    static final String DETECTOR_VERSION = "va-nb-1";

    private static final int LEADING_TERMS = 8;
    private static final int ID_BYTES = 16;

    private AlertBuilder() {}

    /**
     * @param surge the key's windows from the surge's start to the one that raised the alert
     * @param closed the window that raised it
     */
    static Alert opened(ClosedWindow closed, SurgeDecision decision, Instant surgeStart, List<ClosedWindow> surge) {
        TrendKey key = closed.key();
        TrendCounts counts = new TrendCounts();
        surge.forEach(window -> counts.add(window.counts()));
        return new Alert(
                EventJson.SCHEMA_VERSION,
                id(key, surgeStart),
                AlertKind.NEGATIVE_SURGE,
                AlertState.OPENED,
                Severity.valueOf(decision.severity().name()),
                key.topic(),
                key.theme(),
                key.entity(),
                surgeStart,
                Instant.ofEpochMilli(closed.startMillis()),
                Instant.ofEpochMilli(closed.endMillis()),
                (int) decision.observed(),
                rounded(decision.expected()),
                decision.expectedLow(),
                decision.expectedHigh(),
                rounded(decision.score()),
                decision.pValue(),
                decision.total() == 0 ? null : rounded(decision.negativeShare()),
                rounded(decision.usualNegativeShare()),
                (int) decision.total(),
                counts.novel.negative(),
                List.of(),
                counts.evidence,
                counts.leadingTerms(LEADING_TERMS).stream()
                        .map(TermWeight::term)
                        .toList(),
                counts.model == null ? new ModelStamp("none", 0) : counts.model,
                counts.offsets,
                DETECTOR_VERSION);
    }

    /** A pure function of key, surge start and detector version, so that a replay raises the same alert. */
    private static String id(TrendKey key, Instant surgeStart) {
        String identity = key.asText() + '|' + surgeStart + '|' + DETECTOR_VERSION;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
