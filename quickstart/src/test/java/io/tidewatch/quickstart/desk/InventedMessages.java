package io.tidewatch.quickstart.desk;

import static io.tidewatch.quickstart.desk.InventedDesk.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The messages of the invented desk, newest first, and last of all those of a feed that means harm. */
final class InventedMessages {
    /** What a hostile feed may send. Each would set {@code document.body.dataset.owned} if anything of it ran. */
    static final List<String> HOSTILE = List.of(
            "<script>document.body.dataset.owned='script'</script> shares fall",
            "<img src=x onerror=\"document.body.dataset.owned='img'\"> plant closed",
            "<svg onload=\"document.body.dataset.owned='svg'\"><a href=\"javascript:document.body.dataset.owned='a'\">x</a></svg>",
            "Invoice \u202Egnp.exe\u202C and zero\u200Bwidth \u0007 bell",
            "{{constructor.constructor(\"document.body.dataset.owned='template'\")()}} ${7*7}");

    private static final List<String> NEWS = List.of(
            "Corvane Energy halts its largest refinery after a fire in the coker unit|Energy @ Oil|negative|operations, safety and cyber|CRVN",
            "Residents near Port Haldane evacuated as smoke from the Corvane refinery spreads|Energy @ Oil|negative|operations, safety and cyber|CRVN",
            "Corvane says four workers were taken to hospital; cause of the refinery fire unknown|Energy @ Oil|negative|operations, safety and cyber|CRVN",
            "Petrol margins jump as Corvane outage takes 210,000 barrels a day off the market|Energy @ Oil|neutral|supply and commodity shock|CRVN",
            "Regulator opens an inquiry into safety at Corvane Energy's Haldane site|Legal @ Regulation|negative|litigation and enforcement|CRVN",
            "Rating agency puts Corvane Energy on watch for a downgrade|Treasuries @ Corporate Debt|negative|credit and default|CRVN",
            "Central bank leaves its rate unchanged and sees inflation nearer to target|Fed @ Central Banks|neutral|none|",
            "Halbrook Bank beats expectations on fee income and raises its dividend|Earnings|positive|none|HLBK",
            "Numbex recalls 40,000 chargers after overheating reports|Company @ Product News|negative|operations, safety and cyber|NMBX",
            "Krona slips against the euro as traders await factory orders|Currencies|negative|none|",
            "Markets end little changed in thin trading|Markets|neutral|none|",
            "Numbex names a new head of finance from within|Personnel Change|neutral|governance and management|NMBX",
            "Factory orders rise for the third month in a row|Macro|positive|none|",
            "Court rejects the appeal in Halbrook Bank's mortgage case|Legal @ Regulation|negative|litigation and enforcement|HLBK");

    private InventedMessages() {}

    static List<ObjectNode> all() {
        List<ObjectNode> messages = new ArrayList<>();
        for (int i = 0; i < 6 * NEWS.size(); i++) {
            String[] parts = NEWS.get(i % NEWS.size()).split("\\|", -1);
            String text = i < NEWS.size() ? parts[0] : parts[0] + " (update " + i / NEWS.size() + ")";
            Instant at = InventedDesk.NOW.minus(Duration.ofMinutes(4 + 7L * i));
            messages.add(message(
                    "news-" + i,
                    at,
                    text,
                    parts[1].replace('@', '|'),
                    parts[2],
                    parts[3],
                    parts[4],
                    i % 5 == 3 ? 0.52 : 0.93));
        }
        for (int i = 0; i < HOSTILE.size(); i++) {
            Instant at = InventedDesk.NOW.minus(Duration.ofDays(2)).minusSeconds(i);
            messages.add(
                    message("<i>hostile/" + i, at, HOSTILE.get(i), "Markets", "negative", "market stress", "", 0.8));
        }
        return messages;
    }

    private static ObjectNode message(
            String id,
            Instant at,
            String text,
            String topic,
            String sentiment,
            String theme,
            String entity,
            double sure) {
        String other = sentiment.equals("neutral") ? "negative" : "neutral";
        String otherTheme = theme.equals("market stress") ? "none" : "market stress";
        return json(
                "schemaVersion",
                3,
                "id",
                id,
                "source",
                id.startsWith("<") ? "feed\u202Elive.example" : "wire.example",
                "kind",
                "news",
                "publishedAt",
                at.toString(),
                "text",
                text,
                "url",
                id.startsWith("<") ? "javascript:document.body.dataset.owned='url'" : "https://wire.example/" + id,
                "topic",
                topic,
                "sentiment",
                sentiment,
                "theme",
                theme,
                "probabilities",
                Map.of(
                        "topic",
                        Map.of(topic, 0.88, "Stock Commentary", 0.12),
                        "sentiment",
                        Map.of(sentiment, sure, other, 1 - sure),
                        "theme",
                        Map.of(theme, 0.9, otherTheme, 0.1)),
                "uncertain",
                sure < 0.6 ? List.of("sentiment") : List.of(),
                "highlights",
                Map.of("sentiment", highlights(text)),
                "storyId",
                id,
                "novelty",
                "novel",
                "entities",
                entity.isEmpty() ? List.of() : List.of(entity),
                "model",
                InventedDesk.model(),
                "reading",
                "whole",
                "origin",
                Map.of("topic", "news.raw", "partition", 0, "offset", 1));
    }

    /** The words that tell most: the long ones will do. */
    static List<Map<String, Object>> highlights(String text) {
        List<Map<String, Object>> highlights = new ArrayList<>();
        int start = 0;
        for (String word : text.split(" ", -1)) {
            if (word.length() > 5) {
                double weight = Math.round(1_000.0 * word.length() / text.length()) / 1_000.0;
                highlights.add(Map.of("start", start, "end", start + word.length(), "weight", weight));
            }
            start += word.length() + 1;
        }
        return highlights;
    }
}
