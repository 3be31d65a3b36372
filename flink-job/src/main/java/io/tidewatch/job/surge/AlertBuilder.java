package io.tidewatch.job.surge;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.Severity;
import io.tidewatch.events.Topics;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.surge.detector.ExpectedInterval;
import io.tidewatch.job.surge.detector.SurgeDecision;
import io.tidewatch.job.surge.lifecycle.AlertEvent;
import io.tidewatch.job.surge.lifecycle.AlertLife;
import io.tidewatch.job.trend.TrendCounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Turns a step in the life of one kind of alert into the alert.
 *
 * <p>An alert about attention is counted over messages of any sentiment. What it says of negative ones follows by
 * thinning: if each message is negative with the usual share, their expected number is that share of all, with the same
 * dispersion.
 */
final class AlertBuilder {
    private static final int LEADING_TERMS = 8;
    private static final int USUAL_TERMS = 5;
    private static final int LEADING_ENTITIES = 10;
    private static final int ID_BYTES = 16;

    private final AlertKind kind;
    private final long windowMillis;
    private final double threshold;

    /** @param threshold of the detector: the score from which it raises an alert */
    AlertBuilder(AlertKind kind, long windowMillis, double threshold) {
        this.kind = kind;
        this.windowMillis = windowMillis;
        this.threshold = threshold;
    }

    /**
     * @param surge what the key's windows hold from the surge's start to the one that led to the step
     * @param usual the words that are usual for the key
     */
    Alert build(TrendKey key, AlertEvent event, TrendCounts surge, UsualTerms usual) {
        AlertLife life = event.life();
        SurgeDecision decision = event.decision();
        int total = surge.novel.total();
        int negatives = surge.novel.negative();
        boolean attention = kind == AlertKind.UNUSUAL_ATTENTION;
        double expectedNegative = attention ? life.expected() * decision.usualNegativeShare() : life.expected();
        ExpectedInterval negative = ExpectedInterval.of(expectedNegative, decision.dispersion());
        ExpectedInterval all = attention ? ExpectedInterval.of(life.expected(), decision.dispersion()) : negative;
        Instant surgeStart = start(life.surgeStartIndex());
        String id = id(key, surgeStart);
        Alert alert = new Alert(
                Topics.ALERTS.schemaVersion(),
                id,
                kind,
                event.state(),
                Severity.valueOf(life.severity().name()),
                key.topic(),
                key.theme(),
                key.entity(),
                surgeStart,
                start(event.index()),
                start(event.index() + 1),
                negatives,
                rounded(expectedNegative),
                negative.low(),
                negative.high(),
                rounded(decision.score()),
                decision.pValue(),
                total == 0 ? null : rounded((double) negatives / total),
                rounded(decision.usualNegativeShare()),
                total,
                negatives,
                surge.leadingEntities(LEADING_ENTITIES),
                surge.evidence,
                usual.standingOut(surge.termMicros, LEADING_TERMS),
                surge.model == null ? new ModelStamp("none", 0) : surge.model,
                surge.offsets,
                detectorVersion(),
                "",
                attention ? surge.raw.total() : surge.raw.negative(),
                attention ? rounded(life.expected()) : null,
                attention ? (double) all.low() : null,
                attention ? (double) all.high() : null,
                rounded(life.peakScore()),
                threshold,
                start(life.openedIndex() + 1),
                event.state() == AlertState.RESOLVED ? start(event.index() + 1) : null,
                id,
                List.of(),
                usual.leading(USUAL_TERMS));
        return alert.withSummary(AlertSummary.of(alert));
    }

    /** Part of every alert's id: raised when the same input would lead to other alerts. */
    private String detectorVersion() {
        return switch (kind) {
            case NEGATIVE_SURGE -> "va-nb-2";
            case UNUSUAL_ATTENTION -> "nb-volume-1";
        };
    }

    /** A pure function of key, surge start and detector version, so that a replay raises the same alert. */
    private String id(TrendKey key, Instant surgeStart) {
        String identity = key.asText() + '|' + surgeStart + '|' + detectorVersion();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Instant start(long windowIndex) {
        return Instant.ofEpochMilli(windowIndex * windowMillis);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
