package io.tidewatch.quickstart.desk;

import static io.tidewatch.quickstart.desk.InventedDesk.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The alerts of the invented desk, step by step as a job of today writes them. */
final class InventedAlerts {
    private static final Duration STEP = Duration.ofMinutes(15);

    private InventedAlerts() {}

    static List<ObjectNode> all() {
        List<ObjectNode> alerts = new ArrayList<>();
        Instant opened = InventedDesk.FIRE.plus(STEP.multipliedBy(2));
        alerts.add(fire("fire-theme", "opened", "high", opened).put("theme", "operations, safety and cyber"));
        alerts.add(fire("fire-theme", "escalated", "critical", opened.plus(STEP))
                .put("theme", "operations, safety and cyber"));
        alerts.add(fire("fire-theme", "ongoing", "critical", InventedDesk.NOW)
                .put("theme", "operations, safety and cyber"));
        alerts.add(related(
                fire("fire-company", "opened", "high", opened.plus(STEP)).put("entity", "CRVN")));
        alerts.add(related(
                fire("fire-topic", "opened", "medium", opened.plus(STEP)).put("topic", "Energy | Oil")));
        alerts.add(attention());
        alerts.add(past("past-fire", 3, "CRVN", "Corvane Energy shuts a pipeline after a leak"));
        alerts.add(past("past-recall", 5, "NMBX", "Numbex recalls chargers after overheating reports"));
        alerts.add(hostile());
        return alerts;
    }

    private static ObjectNode fire(String id, String state, String severity, Instant end) {
        int observed = (int) (Duration.between(InventedDesk.FIRE, end).toMinutes() * 0.55);
        return alert(id, state, severity, InventedDesk.FIRE, end, observed, 5.4)
                .put(
                        "summary",
                        "After a fire at a refinery of Corvane Energy (CRVN), " + observed
                                + " negative messages came where 5.4 are usual (1 to 11). Negative are 86% of the messages,"
                                + " usually 58%. Words: refinery, fire, halts.");
    }

    private static ObjectNode related(ObjectNode alert) {
        alert.set("relatedTo", strings("fire-theme"));
        return alert.put("storyGroup", "fire-theme");
    }

    private static ObjectNode attention() {
        Instant end = InventedDesk.NOW.minus(Duration.ofHours(5));
        String text = "Central bank leaves its rate unchanged and sees inflation nearer to target";
        ObjectNode alert = alert("rates", "resolved", "low", end.minus(Duration.ofHours(2)), end, 6, 4.1)
                .put("negativeShare", 0.1)
                .put("usualNegativeShare", 0.12)
                .put("kind", "unusual-attention")
                .put("topic", "Fed | Central Banks")
                .put("total", 61)
                .put("observedRaw", 84)
                .put("expectedTotal", 22.4)
                .put("expectedTotalLow", 12)
                .put("expectedTotalHigh", 35)
                .put("resolvedAt", end.toString())
                .put(
                        "summary",
                        "61 messages on Fed | Central Banks where 22.4 are usual (12 to 35); few of them negative.");
        alert.set(
                "evidence",
                json("list", List.of(evidence("news-6", text, null))).path("list"));
        alert.set("entities", strings());
        alert.set("leadingTerms", strings("unchanged", "inflation", "rate"));
        alert.set("usualTerms", strings("hike", "inflation", "yields"));
        return alert;
    }

    private static ObjectNode past(String id, int days, String entity, String text) {
        Instant end = InventedDesk.NOW.minus(Duration.ofDays(days));
        ObjectNode alert = alert(id, "resolved", "medium", end.minus(Duration.ofHours(1)), end, 14, 2.2)
                .put("entity", entity)
                .put("resolvedAt", end.toString())
                .put("summary", text + ".");
        alert.set("evidence", json("list", List.of(evidence(id, text, null))).path("list"));
        return alert;
    }

    private static ObjectNode hostile() {
        Instant end = InventedDesk.NOW.minus(Duration.ofDays(2));
        String text = InventedMessages.HOSTILE.get(1);
        ObjectNode alert = alert("<b>hostile/1?#%", "opened", "low", end.minus(Duration.ofHours(1)), end, 5, 1.5)
                .put("theme", "market stress")
                .put("summary", InventedMessages.HOSTILE.get(0));
        List<Object> evidence = new ArrayList<>();
        for (int i = 0; i < InventedMessages.HOSTILE.size(); i++) {
            evidence.add(evidence("<i>hostile/" + i, InventedMessages.HOSTILE.get(i), -0.05));
        }
        alert.set("evidence", json("list", evidence).path("list"));
        alert.set("entities", strings(text));
        alert.set("leadingTerms", strings(text, "\u202Efdp"));
        alert.set("usualTerms", strings(text));
        return alert;
    }

    private static ObjectNode alert(
            String id, String state, String severity, Instant start, Instant end, int observed, double expected) {
        ObjectNode alert = json(
                "schemaVersion",
                2,
                "id",
                id,
                "kind",
                "negative-surge",
                "state",
                state,
                "severity",
                severity,
                "topic",
                null,
                "theme",
                null,
                "entity",
                null,
                "surgeStart",
                start.toString(),
                "windowStart",
                end.minus(STEP).toString(),
                "windowEnd",
                end.toString(),
                "observedNegative",
                observed,
                "expectedNegative",
                expected,
                "expectedLow",
                1,
                "expectedHigh",
                11,
                "score",
                9.4,
                "pValue",
                3.2e-13,
                "negativeShare",
                0.86,
                "usualNegativeShare",
                0.58);
        alert.setAll(json(
                "total",
                observed + observed / 6,
                "distinctStories",
                observed,
                "entities",
                List.of("CRVN"),
                "evidence",
                fireEvidence(),
                "leadingTerms",
                List.of("refinery", "fire", "halts", "evacuated", "outage"),
                "model",
                InventedDesk.model(),
                "offsets",
                List.of(Map.of("topic", "news.raw", "partition", 0, "first", 41_210, "last", 42_877)),
                "detectorVersion",
                "va-nb-2",
                "summary",
                "",
                "observedRaw",
                observed + 22,
                "expectedTotal",
                null,
                "expectedTotalLow",
                null,
                "expectedTotalHigh",
                null,
                "peakScore",
                11.8,
                "threshold",
                4.5,
                "detectedAt",
                start.plus(STEP.multipliedBy(2)).toString(),
                "resolvedAt",
                null,
                "storyGroup",
                id,
                "relatedTo",
                List.of(),
                "usualTerms",
                List.of("outage", "strike", "recall", "breach")));
        return alert;
    }

    private static List<Object> fireEvidence() {
        List<Object> evidence = new ArrayList<>();
        List<ObjectNode> messages = InventedMessages.all();
        for (int i = 0; i < 3; i++) {
            evidence.add(evidence("news-" + i, messages.get(i).path("text").asText(), i == 2 ? null : 0.41 - 0.25 * i));
        }
        return evidence;
    }

    private static ObjectNode evidence(String id, String text, Double faithfulness) {
        return json(
                "messageId",
                id,
                "publishedAt",
                InventedDesk.FIRE.plusSeconds(600).toString(),
                "source",
                "wire.example",
                "text",
                text,
                "sentiment",
                "negative",
                "probability",
                0.93,
                "highlights",
                InventedMessages.highlights(text),
                "faithfulness",
                faithfulness);
    }

    private static JsonNode strings(String... values) {
        return json("list", values).path("list");
    }
}
