package io.tidewatch.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.ValidationMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid values with one mistake each: a schema that lets everything pass would prove nothing about the samples. */
final class SchemaRejectionTest {

    @ParameterizedTest(name = "{0} without {1}/{2}")
    @MethodSource("requiredFields")
    void aMissingFieldIsRejected(Topics contract, String object, String field) {
        JsonNode value = full(contract);
        Contracts.objectAt(value, object).remove(field);

        assertThat(errors(contract, value))
                .singleElement()
                .satisfies(error -> assertThat(error.getType()).isEqualTo("required"))
                .satisfies(error -> assertThat(error.getProperty()).isEqualTo(field));
    }

    static Stream<Arguments> requiredFields() {
        return Arrays.stream(Topics.values()).flatMap(contract -> {
            JsonNode value = full(contract);
            return Contracts.recordObjects(value).stream()
                    .flatMap(object -> Contracts.fieldNames(value.at(object)).stream()
                            .filter(field -> contract != Topics.RAW || !SchemaTest.OPTIONAL_OF_FEEDS.contains(field))
                            .map(field -> Arguments.of(contract, object, field)));
        });
    }

    @ParameterizedTest(name = "{0}: {1} = {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            RAW      | /schemaVersion              | 2
            RAW      | /schemaVersion              | 0
            RAW      | /schemaVersion              | "1"
            RAW      | /id                         | ""
            RAW      | /id                         | "  "
            RAW      | /id                         | null
            RAW      | /id                         | 7
            RAW      | /source                     | " "
            RAW      | /kind                       | "rumour"
            RAW      | /kind                       | "NEWS"
            RAW      | /kind                       | null
            RAW      | /publishedAt                | "yesterday"
            RAW      | /publishedAt                | "2026-03-02"
            RAW      | /publishedAt                | "2026-03-02T09:30:00"
            RAW      | /publishedAt                | "2026-02-30T09:30:00Z"
            RAW      | /publishedAt                | 1772443800
            RAW      | /publishedAt                | "2026-03-02 09:30:00Z"
            RAW      | /publishedAt                | "2026-03-02T09:30:00.1234567890Z"
            RAW      | /title                      | 7
            RAW      | /text                       | ""
            RAW      | /text                       | null
            RAW      | /text                       | ["a", "b"]
            RAW      | /url                        | {}
            RAW      | /lang                       | "a-language-tag-longer-than-any-of-them"
            RAW      | /symbols                    | "MARROW"
            RAW      | /symbols/0                  | 7
            RAW      | /symbols/0                  | ""
            REJECTED | /schemaVersion              | 0
            REJECTED | /origin                     | "news.raw-1-2"
            REJECTED | /origin/topic               | ""
            REJECTED | /origin/partition           | -1
            REJECTED | /origin/offset              | -1
            REJECTED | /timestamp                  | "2026-03-02T09:30:00+01:00"
            REJECTED | /reason                     | "bad"
            REJECTED | /message                    | null
            REJECTED | /rawKey                     | "nicht base64"
            REJECTED | /rawValue                   | "===="
            SCORED   | /kind                       | "rumour"
            SCORED   | /publishedAt                | "2026-03-02T25:00:00Z"
            SCORED   | /text                       | ""
            SCORED   | /topic                      | null
            SCORED   | /probabilities/topic        | {}
            SCORED   | /probabilities/topic        | 0.5
            SCORED   | /probabilities/sentiment/negative | 1.5
            SCORED   | /probabilities/sentiment/negative | -0.1
            SCORED   | /probabilities/sentiment/negative | "NaN"
            SCORED   | /uncertain                  | null
            SCORED   | /uncertain                  | "topic"
            SCORED   | /uncertain/0                | ""
            SCORED   | /reading                    | null
            SCORED   | /reading                    | "none"
            SCORED   | /highlights/sentiment       | null
            SCORED   | /highlights/sentiment/0/start  | -1
            SCORED   | /highlights/sentiment/0/end    | 1.5
            SCORED   | /highlights/sentiment/0/weight | 1.5
            SCORED   | /novelty                    | "old"
            SCORED   | /entities                   | null
            SCORED   | /model/version              | ""
            SCORED   | /model/epoch                | -1
            SCORED   | /origin/offset              | null
            TRENDS   | /key                        | "topic=Macro"
            TRENDS   | /key/topic                  | ""
            TRENDS   | /windowStart                | "2026-03-02 09:30:00Z"
            TRENDS   | /windowEnd                  | null
            TRENDS   | /revision                   | -1
            TRENDS   | /novel/negative             | -1
            TRENDS   | /raw/neutral                | 0.5
            TRENDS   | /raw/positive               | null
            TRENDS   | /pressReleases              | -1
            TRENDS   | /meanScore                  | 1.01
            TRENDS   | /meanScore                  | -1.01
            TRENDS   | /leadingTerms/0/term        | ""
            TRENDS   | /leadingTerms/0/weight      | -0.1
            TRENDS   | /lateMessages               | -1
            ALERTS   | /id                         | ""
            ALERTS   | /kind                       | "surge"
            ALERTS   | /state                      | "closed"
            ALERTS   | /severity                   | "HIGH"
            ALERTS   | /theme                      | ""
            ALERTS   | /surgeStart                 | "2026-13-02T09:30:00Z"
            ALERTS   | /observedNegative           | -1
            ALERTS   | /observedNegative           | null
            ALERTS   | /expectedNegative           | -0.5
            ALERTS   | /expectedLow                | -1
            ALERTS   | /expectedHigh               | "Infinity"
            ALERTS   | /score                      | -1
            ALERTS   | /pValue                     | 1.5
            ALERTS   | /negativeShare              | 1.5
            ALERTS   | /usualNegativeShare         | -0.5
            ALERTS   | /total                      | -1
            ALERTS   | /distinctStories            | 1.5
            ALERTS   | /evidence                   | null
            ALERTS   | /evidence/0/publishedAt     | "2026-03-02T09:30Z"
            ALERTS   | /evidence/0/probability     | 1.5
            ALERTS   | /evidence/0/highlights/0/weight | -0.5
            ALERTS   | /evidence/0/faithfulness    | 2
            ALERTS   | /leadingTerms/0             | {}
            ALERTS   | /offsets/0/first            | -1
            ALERTS   | /offsets/0/last             | null
            ALERTS   | /summary                    | null
            ALERTS   | /observedRaw                | -1
            ALERTS   | /expectedTotal              | -1
            ALERTS   | /expectedTotalLow           | "0"
            ALERTS   | /expectedTotalHigh          | -1
            ALERTS   | /peakScore                  | null
            ALERTS   | /threshold                  | -1
            ALERTS   | /detectedAt                 | null
            ALERTS   | /resolvedAt                 | "2026-03-02 09:30:00Z"
            ALERTS   | /storyGroup                 | ""
            ALERTS   | /relatedTo                  | null
            ALERTS   | /relatedTo/0                | ""
            ALERTS   | /usualTerms/0               | 7
            FEEDBACK | /at                         | "now"
            FEEDBACK | /analyst                    | ""
            FEEDBACK | /target                     | "window"
            FEEDBACK | /verdict                    | "maybe"
            FEEDBACK | /verdict                    | null
            FEEDBACK | /corrections                | {"topic": "Macro"}
            FEEDBACK | /corrections                | null
            FEEDBACK | /note                       | 7
            CONTROL  | /epoch                      | 0
            CONTROL  | /action                     | "rollback"
            CONTROL  | /sha256                     | "0123"
            CONTROL  | /sha256                     | "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"
            CONTROL  | /issuedAt                   | ""
            CONTROL  | /issuedBy                   | null
            SHADOW   | /messageId                  | ""
            SHADOW   | /text                       | ""
            SHADOW   | /challenger                 | null
            SHADOW   | /tasks                      | []
            SHADOW   | /tasks/0/championProbability | 1.1
            """)
    void aWrongValueIsRejectedWhereItStands(Topics contract, String pointer, String wrongValue) {
        JsonNode value = full(contract);
        replace(value, pointer, Contracts.parse(wrongValue.getBytes(StandardCharsets.UTF_8)));

        assertThat(errors(contract, value))
                .isNotEmpty()
                .allSatisfy(error ->
                        assertThat(error.getInstanceLocation().toString()).isEqualTo(pointer));
    }

    @Test
    void aVerdictOnAMessageIsRejected() {
        ObjectNode feedback = full(Topics.FEEDBACK).put("target", "message");

        assertThat(errors(Topics.FEEDBACK, feedback))
                .singleElement()
                .satisfies(error ->
                        assertThat(error.getInstanceLocation().toString()).isEqualTo("/verdict"));
        assertThat(errors(Topics.FEEDBACK, feedback.putNull("verdict"))).isEmpty();
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"id, 256", "source, 256", "title, 2000", "text, 200000", "url, 2048", "lang, 35"})
    void aTextOfANewsMessageMayBeAsLongAsItsLimitAndNoLonger(String field, int limit) {
        ObjectNode message = full(Topics.RAW);

        assertThat(errors(Topics.RAW, message.put(field, "x".repeat(limit)))).isEmpty();
        assertThat(errors(Topics.RAW, message.put(field, "x".repeat(limit + 1))))
                .singleElement()
                .satisfies(error -> assertThat(error.getType()).isEqualTo("maxLength"));
    }

    private static ObjectNode full(Topics contract) {
        return (ObjectNode) Contracts.parse(EventJson.write(FullRecords.of(contract)));
    }

    private static List<ValidationMessage> errors(Topics contract, JsonNode value) {
        return List.copyOf(Contracts.schema(contract, contract.schemaVersion()).validate(value));
    }

    private static void replace(JsonNode tree, String pointer, JsonNode value) {
        JsonPointer path = JsonPointer.compile(pointer);
        JsonNode parent = tree.at(path.head());
        if (parent instanceof ArrayNode array) {
            array.set(path.last().getMatchingIndex(), value);
        } else {
            ((ObjectNode) parent).set(path.last().getMatchingProperty(), value);
        }
    }
}
