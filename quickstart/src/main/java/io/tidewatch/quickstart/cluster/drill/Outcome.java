package io.tidewatch.quickstart.cluster.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.models.TopicScan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that a job wrote, in an order that does not depend on the run.
 *
 * @param scored every value but for its place in Kafka, so that one that came twice is there twice; likewise
 *     {@code trends}
 * @param rejected reasons and raw values, each place in Kafka once, because these may be delivered twice
 * @param alerts ids
 */
record Outcome(List<String> scored, List<String> trends, List<String> rejected, TreeSet<String> alerts) {
    /** Ids of messages that only carry the watermark past all others begin so; they are no part of an outcome. */
    static final String FILLER = "drill-end-";

    private static final int MOST_TOLD = 3;

    private Outcome() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new TreeSet<>());
    }

    /** What a replay wrote to a folder. */
    static Outcome ofReplay(Path folder) throws IOException {
        return read((topic, file) -> Files.readAllLines(folder.resolve(file)));
    }

    /** What is committed in the topics of a broker. */
    static Outcome ofTopics(String bootstrapServers) throws IOException {
        return read((topic, file) -> {
            List<String> values = new ArrayList<>();
            TopicScan.read(
                    bootstrapServers, topic.topic(), value -> values.add(new String(value, StandardCharsets.UTF_8)));
            return values;
        });
    }

    private interface Values {
        List<String> of(Topics topic, String replayFile) throws IOException;
    }

    private static Outcome read(Values values) throws IOException {
        Outcome outcome = new Outcome();
        for (String value : values.of(Topics.SCORED, "scored.jsonl")) {
            ObjectNode scored = (ObjectNode) tree(value);
            if (!scored.path("id").asText().startsWith(FILLER)) {
                scored.remove("origin");
                outcome.scored.add(scored.toString());
            }
        }
        outcome.trends.addAll(values.of(Topics.TRENDS, "trends.jsonl"));
        TreeMap<String, String> rejected = new TreeMap<>();
        for (String value : values.of(Topics.REJECTED, "rejected.jsonl")) {
            JsonNode one = tree(value);
            rejected.put(one.path("origin").toString(), one.path("reason") + " " + one.path("rawValue"));
        }
        outcome.rejected.addAll(rejected.values());
        for (String value : values.of(Topics.ALERTS, "alerts.jsonl")) {
            outcome.alerts.add(tree(value).path("id").asText());
        }
        Collections.sort(outcome.scored);
        Collections.sort(outcome.trends);
        Collections.sort(outcome.rejected);
        return outcome;
    }

    private static JsonNode tree(String json) {
        try {
            return EventJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("the job wrote a value that is no JSON", e);
        }
    }

    /** End of the last window; null if there is none. */
    @Nullable
    String lastWindowEnd() {
        return trends.stream()
                .map(trend -> tree(trend).path("windowEnd").asText())
                .max(String::compareTo)
                .orElse(null);
    }

    /** In which ways another run's outcome differs from this one, which was undisturbed; empty if it does not. */
    List<String> differences(Outcome other) {
        List<String> found = new ArrayList<>();
        compare("scored messages", scored, other.scored, found);
        compare("trends", trends, other.trends, found);
        compare("rejected messages", rejected, other.rejected, found);
        compare("alerts", List.copyOf(alerts), List.copyOf(other.alerts), found);
        return found;
    }

    private static void compare(String what, List<String> expected, List<String> seen, List<String> found) {
        List<String> missing = minus(expected, seen);
        List<String> tooMany = minus(seen, expected);
        if (!missing.isEmpty() || !tooMany.isEmpty()) {
            found.add(what + ": " + missing.size() + " missing " + some(missing) + ", " + tooMany.size() + " too many "
                    + some(tooMany));
        }
    }

    /** What is in the first list more often than in the second. */
    private static List<String> minus(List<String> from, List<String> what) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        from.forEach(value -> counts.merge(value, 1, Integer::sum));
        what.forEach(value -> counts.merge(value, -1, Integer::sum));
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .flatMap(entry -> Collections.nCopies(entry.getValue(), entry.getKey()).stream())
                .toList();
    }

    private static List<String> some(List<String> values) {
        return values.subList(0, Math.min(MOST_TOLD, values.size()));
    }
}
