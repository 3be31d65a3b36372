package io.tidewatch.quickstart.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoStreamTest {
    private static final int LEAST_MESSAGES = 3_000;
    private static final int TOPICS = 20;
    private static final double MOST_ACCIDENTAL_REPEATS = 0.02;
    private static final double LOOKS_LIKE_A_COPY = 0.8;

    private static DemoStream stream;

    @BeforeAll
    static void generate() throws IOException {
        stream = DemoStream.generate();
    }

    @Test
    void linesComeInTheOrderOfTime() {
        assertThat(stream.lines()).isSortedAccordingTo((a, b) -> Long.compare(a.epochSecond(), b.epochSecond()));
    }

    @Test
    void theDatesThatMessagesCarryAreInOrderWithinTheThreeWeeks() throws IOException {
        List<Instant> dates = new ArrayList<>();
        for (JsonNode message : soundMessages()) {
            dates.add(Instant.parse(message.path("publishedAt").asText()));
        }
        assertThat(dates).hasSizeGreaterThan(LEAST_MESSAGES).isSorted();
        assertThat(dates).allMatch(date -> !date.isBefore(Timetable.START) && date.isBefore(Timetable.END));
    }

    @Test
    void messagesHaveTheContractsFields() throws IOException {
        Set<String> known = Set.of("id", "source", "kind", "publishedAt", "title", "text", "url", "lang", "symbols");
        for (JsonNode message : soundMessages()) {
            message.fieldNames().forEachRemaining(name -> assertThat(known).contains(name));
            assertThat(message.path("kind").asText()).isIn("news", "comment", "press-release");
            assertThat(message.path("text").asText()).isNotBlank().doesNotContain("{", "}", "[", "]");
            assertThat(message.path("source").asText()).endsWith(".example");
            assertThat(message.path("symbols").isArray()).isTrue();
        }
    }

    @Test
    void onlyRedeliveriesShareAnId() {
        Set<String> ids = new HashSet<>();
        for (StreamLine line : stream.lines()) {
            assertThat(ids.add(line.id())).as("first delivery of " + line.id()).isEqualTo(!line.isRedelivery());
        }
        assertThat(stream.lines()).filteredOn(StreamLine::isRedelivery).hasSizeGreaterThan(10);
    }

    @Test
    void allTopicsThemesAndSentimentsAreSpokenAbout() {
        JsonNode truth = new DemoTruth(stream).toJson();
        assertThat(truth.path("topics")).hasSize(TOPICS);
        truth.path("topics").forEach(topic -> assertThat(topic).hasSize(Sentiment.values().length));
        assertThat(truth.path("themes")).hasSize(Theme.values().length);
        truth.path("themes")
                .forEach(theme -> assertThat(theme.path("negative").asInt()).isGreaterThan(80));
    }

    @Test
    void everyKindOfMalformedLineIsPresent() {
        for (MalformedKind kind : MalformedKind.values()) {
            assertThat(stream.lines())
                    .filteredOn(line -> line.malformedKind().equals(Optional.of(kind)))
                    .hasSize(kind.lines());
        }
    }

    @Test
    void everyKindOfRepeatIsPresentAndTogetherTheyAreFewPercent() {
        List<DemoMessage> messages = messages();
        for (DemoMessage.Repeat repeat : DemoMessage.Repeat.values()) {
            assertThat(messages).anyMatch(message -> message.repeat() == repeat);
        }
        assertThat(share(messages, message -> message.repeat() != DemoMessage.Repeat.NONE))
                .isBetween(0.06, 0.08);
    }

    @Test
    void textsHardlyEverRepeatEachOtherByAccident() {
        List<DemoMessage> originals = messages().stream()
                .filter(message -> message.repeat() == DemoMessage.Repeat.NONE)
                .toList();
        RecentTexts recentTexts = new RecentTexts();
        long alike = 0;
        for (DemoMessage message : originals) {
            if (recentTexts.highestSimilarity(message.epochSecond(), message.text()) >= LOOKS_LIKE_A_COPY) {
                alike++;
            }
            recentTexts.remember(message.epochSecond(), message.text());
        }
        assertThat((double) alike / originals.size()).isLessThan(MOST_ACCIDENTAL_REPEATS);
    }

    @Test
    void negativesKeepTheirUsualShareOutsideTheEvents() {
        List<DemoMessage> ordinary =
                messages().stream().filter(message -> message.event().isEmpty()).toList();
        assertThat(share(ordinary, message -> message.pattern().sentiment() == Sentiment.NEGATIVE))
                .isBetween(0.25, 0.35);
    }

    private static List<JsonNode> soundMessages() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> sound = new ArrayList<>();
        for (StreamLine line : stream.lines()) {
            if (line.message().isPresent()) {
                sound.add(mapper.readTree(line.bytes()));
            }
        }
        return sound;
    }

    private static List<DemoMessage> messages() {
        return stream.firstDeliveries().stream()
                .map(line -> line.message().orElseThrow())
                .toList();
    }

    private static double share(List<DemoMessage> messages, Predicate<DemoMessage> condition) {
        return (double) messages.stream().filter(condition).count() / messages.size();
    }
}
