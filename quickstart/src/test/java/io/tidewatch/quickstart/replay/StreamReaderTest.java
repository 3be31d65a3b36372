package io.tidewatch.quickstart.replay;

import static io.tidewatch.quickstart.TestStreams.bytes;
import static io.tidewatch.quickstart.TestStreams.message;
import static io.tidewatch.quickstart.TestStreams.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.quickstart.TestStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReaderTest {
    private static final Instant TIME = Instant.parse("2031-03-03T09:30:00Z");

    @Test
    void olderFieldNamesAreBroughtIntoTheContractsForm() throws IOException {
        JsonNode sent = converted("""
            {"id":"a1","source":"wire.example","published_at":"2031-03-03T09:30:00Z","title":"Tallow up",\
            "text":"Tallow says orders are up","url":"https://x.example/1","lang":"en","symbols":["TLW"],"extra":1}\
            """);
        assertThat(sent).isEqualTo(EventJson.mapper().readTree("""
            {"schemaVersion":1,"id":"a1","source":"wire.example","kind":"news",\
            "publishedAt":"2031-03-03T09:30:00Z","title":"Tallow up",\
            "text":"Tallow says orders are up","url":"https://x.example/1","lang":"en",\
            "symbols":["TLW"]}\
            """));
    }

    @ParameterizedTest
    @CsvSource({
        "twitter, false, comment",
        "wire.example, false, news",
        "wire.example, true, press-release",
        "twitter, true, press-release"
    })
    void theKindFollowsFromSourceAndPressRelease(String source, boolean pressRelease, String kind) throws IOException {
        JsonNode sent = converted("{\"id\":\"1\",\"published_at\":\"2031-03-03T09:30:00Z\",\"text\":\"t\",\"source\":\""
                + source + "\",\"press_release\":" + pressRelease + "}");
        assertThat(sent.path("kind").asText()).isEqualTo(kind);
        assertThat(sent.has("press_release")).isFalse();
    }

    @Test
    void fieldsThatAnOlderLineLacksAreNotMadeUp() throws IOException {
        JsonNode sent = converted("{\"published_at\":17}");
        assertThat(sent.fieldNames()).toIterable().containsExactly("schemaVersion", "kind", "publishedAt");
        assertThat(sent.path("publishedAt").isInt()).isTrue();
    }

    @Test
    void halfACharacterInAnOlderLineIsPassedOn() throws IOException {
        JsonNode sent =
                converted("{\"id\":\"1\",\"published_at\":\"2031-03-03T09:30:00Z\",\"text\":\"cut short \\ud83d\"}");
        assertThat(sent.path("text").asText()).isEqualTo("cut short \ud83d");
    }

    @Test
    void linesOfTheContractPassByteForByte() throws IOException {
        String spaced =
                " { \"publishedAt\" : \"2031-03-03T10:30:00+01:00\", \"text\":\"\\u00e9t\u00e9\", \"odd\": [1.50] } ";
        StreamLine line = only(utf8(spaced));
        assertThat(line.value()).isEqualTo(utf8(spaced));
        assertThat(line.publishedAt()).isEqualTo(TIME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"published_at\":\"2031-03-03T09:30:00Z\"",
                "{\"published_at\":\"2031-03-03T09:30:00Z\"}{\"published_at\":\"2031-03-03T09:30:00Z\"}",
                "{\"published_at\":\"2031-03-03T09:30:00Z\"} and more",
                "[{\"published_at\":\"2031-03-03T09:30:00Z\"}]",
                "feed restarted"
            })
    void whatIsNotOneJsonObjectPassesByteForByteAndHasNoDate(String text) throws IOException {
        StreamLine line = only(utf8(text));
        assertThat(line.value()).isEqualTo(utf8(text));
        assertThat(line.publishedAt()).isNull();
    }

    @Test
    void invalidUtf8PassesUnharmed() throws IOException {
        byte[] broken = "{\"id\":\"1\",\"published_at\":\"2031-03-03T09:30:00Z\",\"text\":\"caf\u00e9 shut\"}"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(only(broken).value()).isEqualTo(broken);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "",
                "2031-03-03",
                "2031-03-03T09:30:00",
                "1931-03-03T09:30:00Z",
                "+999999999-01-01T00:00:00Z"
            })
    void whatKafkaCouldNotStampIsNoDate(String date) throws IOException {
        assertThat(only(bytes(message("1", TIME, "text").put("publishedAt", date)))
                        .publishedAt())
                .isNull();
    }

    @Test
    void emptyLinesArePassedOverAndTheLastNeedsNoEnd() throws IOException {
        assertThat(texts(read(utf8("\n\na\n\nb\n\n\nc")))).containsExactly("a", "b", "c");
        assertThat(read(utf8("\n\n"))).isEmpty();
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void aCarriageReturnStaysWithItsLineButMakesNoLineOfItsOwn() throws IOException {
        assertThat(texts(read(utf8("a\r\n\r\nb\r\n\r")))).containsExactly("a\r", "b\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream.jsonl", "stream.jsonl.gz"})
    void plainAndCompressedFilesReadAlike(String name, @TempDir Path folder) throws IOException {
        List<byte[]> lines = List.of(bytes(message("1", TIME, "first")), bytes(message("2", TIME, "second")));
        List<StreamLine> read = new ArrayList<>();
        try (StreamReader reader = new StreamReader(TestStreams.write(folder.resolve(name), lines))) {
            for (StreamLine line = reader.next(); line != null; line = reader.next()) {
                read.add(line);
            }
        }
        assertThat(read).extracting(StreamLine::value).containsExactlyElementsOf(lines);
        assertThat(read).extracting(StreamLine::publishedAt).containsExactly(TIME, TIME);
    }

    private static JsonNode converted(String line) throws IOException {
        return EventJson.mapper().readTree(only(utf8(line)).value());
    }

    private static StreamLine only(byte[] line) throws IOException {
        List<StreamLine> lines = read(line);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static List<StreamLine> read(byte[] stream) throws IOException {
        List<StreamLine> lines = new ArrayList<>();
        try (StreamReader reader = new StreamReader(new ByteArrayInputStream(stream), "stream")) {
            for (StreamLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static List<String> texts(List<StreamLine> lines) {
        return lines.stream()
                .map(line -> new String(line.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
