package io.tidewatch.quickstart.demo.stream;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the stream was made to hold: counts as generated, and the planned events with their messages. Counts take each
 * id once; repeats of a text under another id count.
 */
final class DemoTruth {
    private final DemoStream stream;
    private final List<StreamLine> messages;

    DemoTruth(DemoStream stream) {
        this.stream = stream;
        this.messages = stream.firstDeliveries();
    }

    ObjectNode toJson() {
        ObjectNode truth = MessageJson.object();
        truth.put("about", "Counts and planned events of demo-stream.jsonl.gz. All of it is invented.");
        truth.put("from", Timetable.START.toString());
        truth.put("to", Timetable.END.toString());
        truth.put("lines", stream.lines().size());
        truth.put("messages", messages.size());
        truth.put(
                "redeliveries",
                stream.lines().stream().filter(StreamLine::isRedelivery).count());
        truth.set("malformed", malformed());
        truth.set("kinds", counts(DemoMessage::kind));
        truth.set("repeats", repeats());
        truth.set("sentiments", counts(message -> message.pattern().sentiment().label()));
        truth.set("topics", bySentiment(message -> message.pattern().topic()));
        truth.set("themes", bySentiment(message -> message.pattern().theme().label()));
        ArrayNode events = truth.putArray("events");
        stream.events().forEach(event -> events.add(event(event)));
        return truth;
    }

    /** Returns the JSON as indented text, the same on every platform. */
    byte[] toBytes() throws IOException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indenter);
        String text = new ObjectMapper().writer(printer).writeValueAsString(toJson());
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode malformed() {
        ObjectNode counts = MessageJson.object();
        for (MalformedKind kind : MalformedKind.values()) {
            counts.put(
                    kind.label(),
                    stream.lines().stream()
                            .filter(line -> line.malformedKind().equals(Optional.of(kind)))
                            .count());
        }
        return counts;
    }

    private ObjectNode repeats() {
        ObjectNode counts = counts(message -> message.repeat().name().toLowerCase(Locale.ROOT));
        counts.remove("none");
        return counts;
    }

    private ObjectNode event(PlannedEvent event) {
        List<StreamLine> lines = messages.stream()
                .filter(line -> message(line).event().equals(event.name()))
                .toList();
        ObjectNode json = MessageJson.object();
        json.put("name", event.name());
        json.put("kind", event.kind());
        json.put("from", event.from().toString());
        json.put("to", event.to().toString());
        json.set(
                "sentiments",
                counts(lines, message -> message.pattern().sentiment().label()));
        json.set(
                "negativeTopics",
                counts(negative(lines), message -> message.pattern().topic()));
        json.set(
                "negativeThemes",
                counts(negative(lines), message -> message.pattern().theme().label()));
        ArrayNode ids = json.putArray("messageIds");
        lines.forEach(line -> ids.add(line.id()));
        return json;
    }

    private ObjectNode bySentiment(Function<DemoMessage, String> key) {
        ObjectNode json = MessageJson.object();
        Map<String, List<StreamLine>> linesByKey = messages.stream()
                .collect(Collectors.groupingBy(line -> key.apply(message(line)), TreeMap::new, Collectors.toList()));
        linesByKey.forEach((name, lines) -> json.set(
                name, counts(lines, message -> message.pattern().sentiment().label())));
        return json;
    }

    private ObjectNode counts(Function<DemoMessage, String> key) {
        return counts(messages, key);
    }

    private static ObjectNode counts(List<StreamLine> lines, Function<DemoMessage, String> key) {
        ObjectNode json = MessageJson.object();
        lines.stream()
                .collect(Collectors.groupingBy(line -> key.apply(message(line)), TreeMap::new, Collectors.counting()))
                .forEach((name, count) -> json.put(name, count));
        return json;
    }

    private static List<StreamLine> negative(List<StreamLine> lines) {
        return lines.stream()
                .filter(line -> message(line).pattern().sentiment() == Sentiment.NEGATIVE)
                .toList();
    }

    private static DemoMessage message(StreamLine line) {
        return line.message().orElseThrow();
    }
}
