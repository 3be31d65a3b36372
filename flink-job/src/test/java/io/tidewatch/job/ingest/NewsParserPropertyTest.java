package io.tidewatch.job.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidewatch.events.Origin;
import io.tidewatch.events.RejectedMessage;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.entity.EntityFinder;
import io.tidewatch.job.entity.EntityTable;
import io.tidewatch.job.fixture.HostileText;
import io.tidewatch.job.fixture.Message;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever the bytes are, they are a message or a rejection with a reason, and never an exception. */
class NewsParserPropertyTest {
    private static final Origin ORIGIN = new Origin("news.raw", 0, 7);
    private static final JobConfig CONFIG = JobConfig.from(Map.of());
    private static final NewsParser PARSER =
            new NewsParser(CONFIG.ingest(), new EntityFinder(EntityTable.load(""), CONFIG.entity()));
    /** Half characters cannot be written as UTF-8, but as escapes. */
    private static final JsonMapper WRITER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final byte[] SOUND = """
            {"schemaVersion":1,"id":"n-1","source":"wire.example","kind":"news","publishedAt":"2026-03-02T12:00:00Z",\
            "title":"Oil up","text":"Oil up on war fears","url":null,"lang":"en","symbols":["BKWP"]}""".getBytes(UTF_8);

    @Property(seed = "1")
    void anyBytes(@ForAll byte[] value, @ForAll long timestampMillis) {
        // Kafka's time stamps are milliseconds that a date can have; -1 stands for none.
        check(value, Math.floorMod(timestampMillis, 4_000_000_000_000L) - 1);
    }

    @Property(seed = "2", tries = 3_000)
    void aSoundMessageWithSomeBytesOverwrittenOrCutOff(
            @ForAll("places") List<Integer> places, @ForAll byte written, @ForAll("places") List<Integer> cut) {
        byte[] value = SOUND.clone();
        places.forEach(place -> value[place] = written);
        check(cut.isEmpty() ? value : Arrays.copyOf(value, cut.get(0)), Message.NOON.toEpochMilli());
    }

    @Provide
    Arbitrary<List<Integer>> places() {
        return Arbitraries.integers().between(0, SOUND.length - 1).list().ofMaxSize(4);
    }

    @Property(seed = "3", tries = 2_000, shrinking = ShrinkingMode.OFF)
    void anyValuesInTheFields(@ForAll("fields") Map<String, Object> fields) throws JsonProcessingException {
        check(WRITER.writeValueAsBytes(fields), Message.NOON.toEpochMilli());
    }

    /** A message with some of its fields replaced. */
    @Provide
    Arbitrary<Map<String, Object>> fields() {
        Arbitrary<Object> values = Arbitraries.oneOf(
                HostileText.texts().map(text -> (Object) text),
                Arbitraries.of(true, 0, -1, 1.5, Long.MAX_VALUE, List.of(), Map.of("a", List.of(Map.of()))),
                Arbitraries.of(
                        "+999999999-12-31T23:59:59Z",
                        "-999999999-01-01T00:00:00Z",
                        "2026-03-02T12:00:00.999999999+18:00",
                        "2026-03-02T12:04:59Z"),
                HostileText.texts().list().ofMaxSize(80).map(texts -> (Object) texts.stream()
                        .map(text -> text.substring(0, Math.min(40, text.length())))
                        .toList()));
        return Arbitraries.maps(
                        Arbitraries.of(
                                "schemaVersion",
                                "id",
                                "source",
                                "kind",
                                "publishedAt",
                                "title",
                                "text",
                                "text",
                                "url",
                                "lang",
                                "symbols",
                                "more"),
                        values)
                .ofMaxSize(3)
                .map(NewsParserPropertyTest::sound);
    }

    private static Map<String, Object> sound(Map<String, Object> replaced) {
        Map<String, Object> fields = new HashMap<>(Map.of(
                "id",
                "n-1",
                "source",
                "wire.example",
                "kind",
                "news",
                "publishedAt",
                "2026-03-02T12:00:00Z",
                "text",
                "Oil up on war fears $BKWP"));
        fields.putAll(replaced);
        return fields;
    }

    private static void check(byte[] value, long timestampMillis) {
        Ingested ingested = PARSER.parse(null, value, ORIGIN, timestampMillis, 0);

        Arrival arrival = ingested.arrival();
        if (arrival == null) {
            RejectedMessage rejected = requireNonNull(ingested.rejected());
            assertThat(rejected.reason()).isNotNull();
            assertThat(Base64.getDecoder().decode(requireNonNull(rejected.rawValue())))
                    .isEqualTo(value);
            // What is written must be readable by those downstream.
            assertThat(UTF_8.newEncoder().canEncode(rejected.message())).isTrue();
        } else {
            assertThat(ingested.rejected()).isNull();
            assertThat(arrival.text()).isNotBlank();
            assertThat(UTF_8.newEncoder().canEncode(arrival.text())).isTrue();
            assertThat(arrival.text().length())
                    .isLessThanOrEqualTo(2 * CONFIG.ingest().maxTextChars());
            assertThat(arrival.entities())
                    .hasSizeLessThanOrEqualTo(CONFIG.entity().maxPerMessage())
                    .doesNotContain("AAPL", "MRWD.L");
        }
    }
}
