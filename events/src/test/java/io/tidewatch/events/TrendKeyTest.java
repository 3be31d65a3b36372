package io.tidewatch.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TrendKeyTest {
    @Test
    void theKeyOfAllMessagesIsCalledAll() {
        assertThat(TrendKey.ALL.asText()).isEqualTo("all");
    }

    @Test
    void aKeyNamesItsPartAndKeepsTheLabelAsItIs() {
        assertThat(TrendKey.ofTopic("Fed | Central Banks").asText()).isEqualTo("topic=Fed | Central Banks");
        assertThat(TrendKey.ofTheme("operations, safety and cyber").asText())
                .isEqualTo("theme=operations, safety and cyber");
        assertThat(new TrendKey(null, null, "MARROW").asText()).isEqualTo("entity=MARROW");
    }

    @Test
    void aCombinedKeyNamesItsPartsInAFixedOrder() {
        assertThat(new TrendKey("Macro", null, "MARROW").asText()).isEqualTo("topic=Macro,entity=MARROW");
        assertThat(new TrendKey(null, "governance", "MARROW").asText()).isEqualTo("theme=governance,entity=MARROW");
        assertThat(new TrendKey("Macro", "governance", "MARROW").asText())
                .isEqualTo("topic=Macro,theme=governance,entity=MARROW");
    }

    @Test
    void aTopicAndAThemeOfTheSameNameAreDifferentKeys() {
        assertThat(TrendKey.ofTopic("Macro").asText())
                .isNotEqualTo(TrendKey.ofTheme("Macro").asText());
    }

    @Test
    void aCompanyNarrowsAKeyDown() {
        assertThat(TrendKey.ALL.withEntity("MARROW").asText()).isEqualTo("entity=MARROW");
        assertThat(TrendKey.ofTopic("Macro").withEntity("MARROW").asText()).isEqualTo("topic=Macro,entity=MARROW");
        assertThat(TrendKey.ofTheme("governance").withEntity("MARROW").asText())
                .isEqualTo("theme=governance,entity=MARROW");
    }

    @Test
    void noTwoKeysShareATextWhateverTheirLabelsAndTickers() {
        List<String> values = Arrays.asList(
                null,
                "a",
                "a,entity=a",
                "a,theme=a",
                "a,entity",
                "=",
                "\\",
                "\\=",
                "a\\,theme=a",
                "all",
                ",theme=a,entity=a");
        Set<String> texts = new HashSet<>();
        for (String topic : values) {
            for (String theme : values) {
                for (String entity : values) {
                    TrendKey key = new TrendKey(topic, theme, entity);
                    assertThat(texts.add(key.asText())).as(key.toString()).isTrue();
                }
            }
        }
    }
}
