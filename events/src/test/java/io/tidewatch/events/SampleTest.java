package io.tidewatch.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.Contracts.Sample;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed samples, read with today's code. */
final class SampleTest {
    static List<Sample> samples() {
        return Contracts.allSamples();
    }

    static Stream<Sample> samplesOfTodaysVersion() {
        return samples().stream()
                .filter(sample -> sample.version() == sample.contract().schemaVersion());
    }

    @ParameterizedTest
    @EnumSource(Topics.class)
    void everyTopicHasSamples(Topics contract) {
        assertThat(Contracts.samples(contract, contract.schemaVersion())).hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsValid(Sample sample) {
        assertThat(Contracts.schema(sample.contract(), sample.version()).validate(sample.tree()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsReadAndWhatIsWrittenAgainIsValid(Sample sample) {
        Object event = EventJson.read(sample.bytes(), sample.contract().valueType());

        assertThat(Contracts.schema(sample.contract(), sample.contract().schemaVersion())
                        .validate(Contracts.parse(EventJson.write(event))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samplesOfTodaysVersion")
    void readingAndWritingASampleLosesNothing(Sample sample) {
        Object event = EventJson.read(sample.bytes(), sample.contract().valueType());
        JsonNode expected = sample.contract() == Topics.RAW ? normalised(sample.tree()) : sample.tree();

        assertThat(Contracts.parse(EventJson.write(event))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void fieldsOfNewerVersionsAreAllowedAndIgnored(Sample sample) {
        JsonNode newer = sample.tree();
        Contracts.recordObjects(newer)
                .forEach(pointer -> Contracts.objectAt(newer, pointer)
                        .putObject("addedLater")
                        .putArray("values")
                        .add(1));

        assertThat(Contracts.schema(sample.contract(), sample.version()).validate(newer))
                .isEmpty();
        Object fromNewer =
                EventJson.read(EventJson.write(newer), sample.contract().valueType());
        assertThat(fromNewer)
                .isEqualTo(EventJson.read(sample.bytes(), sample.contract().valueType()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void highlightsLieWithinTheirTextAndHoldWholeCharacters(Sample sample) {
        for (JsonNode parent : sample.tree().findParents("highlights")) {
            String text = parent.path("text").textValue();
            for (JsonNode highlight : parent.path("highlights").findParents("start")) {
                int start = highlight.path("start").intValue();
                int end = highlight.path("end").intValue();

                assertThat(text.substring(start, end))
                        .isNotBlank()
                        .matches(word -> word.codePoints().allMatch(Character::isLetterOrDigit));
            }
        }
    }

    /** A feed's message with what it left out filled in and its time in UTC, as our code writes it. */
    private static JsonNode normalised(JsonNode message) {
        ObjectNode full = message.deepCopy();
        if (!full.hasNonNull("schemaVersion")) {
            full.put("schemaVersion", 1);
        }
        for (String field : List.of("title", "url", "lang")) {
            if (!full.has(field)) {
                full.putNull(field);
            }
        }
        if (!full.hasNonNull("symbols")) {
            full.putArray("symbols");
        }
        String publishedAt = full.path("publishedAt").textValue();
        full.put("publishedAt", OffsetDateTime.parse(publishedAt).toInstant().toString());
        return full;
    }
}
