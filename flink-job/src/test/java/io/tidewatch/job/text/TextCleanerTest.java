package io.tidewatch.job.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidewatch.job.fixture.Repository;
import java.io.IOException;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextCleanerTest {
    static Stream<JsonNode> cases() throws IOException {
        JsonNode cases = new JsonMapper().readTree(Repository.cleaningCases().toFile());
        assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
        return StreamSupport.stream(cases.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cleansAsTrainingDoes(JsonNode example) {
        String title = example.get("title").textValue();
        String text = example.get("text").textValue();

        assertThat(TextCleaner.modelText(title, text))
                .isEqualTo(example.get("cleaned").textValue());
    }

    @Test
    void cleaningAgainChangesNothingButNestedEntities() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            String once = TextCleaner.clean(randomText(random));
            if (once.indexOf('&') < 0 && !once.contains("://")) {
                assertThat(TextCleaner.clean(once)).isEqualTo(once);
            }
        }
    }

    @Test
    void whatIsLeftHasNoEdgesNoDoubleSpacesAndNoBrokenCharacters() {
        Random random = new Random(8);
        for (int round = 0; round < 5_000; round++) {
            String cleaned = TextCleaner.clean(randomText(random));
            assertThat(cleaned)
                    .isEqualTo(cleaned.strip())
                    .doesNotContain("  ")
                    .doesNotContainPattern("[\\p{Cntrl}\\p{Cs}\\uFFFD\\u200B-\\u200F\\u202A-\\u202E]");
        }
    }

    /** Pieces that the rules are about, in any order. */
    private static String randomText(Random random) {
        String[] pieces = {
            "a",
            "b",
            ".",
            " ",
            "\t",
            "\n",
            "\u0000",
            "\u0085",
            "\u00a0",
            "\u2003",
            "\u200b",
            "\u202e",
            "\ufeff",
            "\ufffd",
            "\ud83d",
            "\ude80",
            "\ud83d\ude80",
            "&amp;",
            "&lt;",
            "&nbsp;",
            "&#55357;",
            "&#x1F680;",
            "&#0;",
            "&",
            ";",
            "https://example.test/a?b",
            "http",
            "://",
            "é"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
