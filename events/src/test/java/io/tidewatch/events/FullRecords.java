package io.tidewatch.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One value per topic, as today's code would write it, with every field filled and every list non-empty. */
final class FullRecords {
    private static final Instant START = Instant.parse("2026-03-02T09:30:00Z");
    private static final Instant END = Instant.parse("2026-03-02T09:35:00.001Z");
    private static final ModelStamp MODEL = new ModelStamp("2026.03.01-minilm", 4);
    private static final Highlight HIGHLIGHT = new Highlight(0, 11, 0.4);

    private FullRecords() {}

    static Object of(Topics contract) {
        return switch (contract) {
            case RAW ->
                new NewsMessage(
                        EventJson.SCHEMA_VERSION,
                        "wire-1",
                        "wire.example",
                        NewsKind.NEWS,
                        START,
                        "Marrowfield Bank",
                        "Marrowfield Bank delays its results",
                        "https://wire.example/1",
                        "en",
                        List.of("MARROW"));
            case REJECTED ->
                new RejectedMessage(
                        EventJson.SCHEMA_VERSION,
                        new Origin("news.raw", 1, 2),
                        START,
                        RejectionReason.INVALID_JSON,
                        "the value is not JSON",
                        "a2V5",
                        "dmFsdWU=");
            case SCORED -> scored();
            case TRENDS ->
                new TrendWindow(
                        EventJson.SCHEMA_VERSION,
                        new TrendKey("Macro", "macro downturn", "MARROW"),
                        START,
                        END,
                        1,
                        new SentimentCounts(3, 2, 1),
                        new SentimentCounts(4, 2, 1),
                        5,
                        -0.25,
                        List.of(new TermWeight("delays", 1.25)),
                        2,
                        MODEL);
            case ALERTS -> alert();
            case FEEDBACK ->
                new AnalystFeedback(
                        EventJson.SCHEMA_VERSION,
                        "feedback-1",
                        END,
                        "m.okoye",
                        AnalystFeedback.Target.ALERT,
                        "alert-1",
                        AnalystFeedback.Verdict.REAL,
                        Map.of(),
                        "confirmed",
                        MODEL);
            case SETTINGS ->
                new DeskSetting(
                        Topics.SETTINGS.schemaVersion(), "setting-1", END, "m.okoye", 20, Map.of("topic=Macro", 3.5));
            case CONTROL ->
                new ModelControl(
                        EventJson.SCHEMA_VERSION,
                        5,
                        ModelControl.Action.ROLL_BACK,
                        "2026.03.01-minilm",
                        "0123456789abcdef".repeat(4),
                        END,
                        "m.okoye");
            case SHADOW ->
                new ShadowDisagreement(
                        EventJson.SCHEMA_VERSION,
                        "wire-1",
                        START,
                        "Marrowfield Bank delays its results",
                        MODEL,
                        new ModelStamp("2026.04.12-minilm", 5),
                        List.of(new ShadowDisagreement.TaskDisagreement("sentiment", "negative", 0.9, "neutral", 0.8)));
        };
    }

    private static ScoredMessage scored() {
        return new ScoredMessage(
                Topics.SCORED.schemaVersion(),
                "wire-1",
                "wire.example",
                NewsKind.NEWS,
                START,
                "Marrowfield Bank delays its results",
                "https://wire.example/1",
                "Earnings",
                "negative",
                "governance and management",
                Map.of(
                        "topic", Map.of("Earnings", 1.0),
                        "sentiment", Map.of("negative", 0.9, "neutral", 0.1, "positive", 0.0),
                        "theme", Map.of("governance and management", 1.0)),
                List.of("topic"),
                Map.of("sentiment", List.of(HIGHLIGHT)),
                "wire-1",
                Novelty.NOVEL,
                List.of("MARROW"),
                MODEL,
                Reading.WHOLE,
                new Origin("news.raw", 1, 2));
    }

    private static Alert alert() {
        return new Alert(
                Topics.ALERTS.schemaVersion(),
                "alert-1",
                AlertKind.NEGATIVE_SURGE,
                AlertState.RESOLVED,
                Severity.HIGH,
                "Earnings",
                "governance and management",
                "MARROW",
                START,
                START,
                END,
                20,
                3.5,
                0,
                8,
                7.25,
                1e-9,
                0.8,
                0.3,
                25,
                18,
                List.of("MARROW"),
                List.of(new Evidence(
                        "wire-1",
                        START,
                        "wire.example",
                        "Marrowfield Bank delays its results",
                        "negative",
                        0.9,
                        List.of(HIGHLIGHT),
                        0.5)),
                List.of("delays"),
                MODEL,
                List.of(new OffsetRange("news.raw", 1, 2, 30)),
                "va-nb-1",
                "Negative messages surged.",
                27,
                12.5,
                5.0,
                21.0,
                8.5,
                2.95,
                START,
                END,
                "alert-0",
                List.of("alert-0"),
                List.of("quarter"));
    }
}
