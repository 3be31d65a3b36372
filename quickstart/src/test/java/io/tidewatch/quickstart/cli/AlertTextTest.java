package io.tidewatch.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Evidence;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertTextTest {
    private static final Instant END = Instant.parse("2031-03-05T12:20:00Z");

    @Test
    void saysWhatSurgedSinceWhenAndOnWhatItRests() {
        String text = AlertText.of(alert("Treasuries | Corporate Debt", null, "default", "Brimcove in default"));
        assertThat(text)
                .contains("2031-03-05 12:20 UTC", "HIGH", "topic Treasuries | Corporate Debt")
                .contains("17 negative messages since 2031-03-05 12:00", "expected 1.3 (0 to 4)", "p 2e-11")
                .contains("leading words: default")
                .contains("2031-03-05 12:03  0.98  Brimcove in default");
        assertThat(AlertText.of(alert(null, "market stress", "crash", "text"))).contains("theme market stress");
    }

    @Test
    void aLaterStepTakesOneLine() {
        Alert opened = alert(null, "market stress", "crash", "text");
        assertThat(AlertText.of(step(opened, AlertState.ESCALATED)))
                .isEqualTo("2031-03-05 12:20 UTC  escalated to HIGH  negative surge on theme market stress: "
                        + "17 negative messages since 2031-03-05 12:00, expected 1.3; highest score 5.1\n");
        assertThat(AlertText.of(step(opened, AlertState.ONGOING)))
                .contains("goes on at HIGH")
                .hasLineCount(1);
        assertThat(AlertText.of(step(opened, AlertState.RESOLVED)))
                .contains("resolved, was HIGH")
                .hasLineCount(1);
    }

    @Test
    void saysOfHowManyAlertsTheEventIsKnown() {
        Alert alone = alert(null, "market stress", "crash", "text");
        assertThat(AlertText.of(alone)).doesNotContain("one event");
        assertThat(AlertText.of(alone.withStory("a", List.of("a")))).contains("one event with 1 earlier alert\n");
        assertThat(AlertText.of(alone.withStory("a", List.of("a", "b")))).contains("one event with 2 earlier alerts\n");
    }

    @Test
    void attentionCountsEveryMessage() throws IOException {
        ObjectNode json = EventJson.mapper().valueToTree(alert("Macro", null, "a", "text"));
        json.put("kind", "unusual-attention").put("entity", "CRVNEN");
        json.put("expectedTotal", 2.5).put("expectedTotalLow", 1).put("expectedTotalHigh", 6);
        assertThat(AlertText.of(EventJson.mapper().treeToValue(json, Alert.class)))
                .contains("unusual attention on topic Macro, company CRVNEN")
                .contains("19 messages since 2031-03-05 12:00, expected 2.5 (1 to 6)");
    }

    /** Among them the 8-bit forms of ESC [ and ESC ], which terminals obey too, and marks that turn text around. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001B[2J",
                "\u001B]0;title\u0007",
                "\u009B2J",
                "\u009D0;title\u009C",
                "\r",
                "\n",
                "\b\b",
                "\u007F",
                "\u0085",
                "\u2028",
                "\u2029",
                "\u202Eright to left",
                "\u2066",
                "\u200B",
                "\uD83D"
            })
    void nothingInATextSteersTheTerminal(String hostile) {
        String said = "before" + hostile + "after";
        String text = AlertText.of(alert(said, null, said, said)) + AlertText.of(alert(null, said, said, said));
        long lines = AlertText.of(alert("a", null, "a", "a")).lines().count();
        assertThat(text.lines()).hasSize((int) (2 * lines));
        assertThat(text.codePoints().filter(character -> character != '\n')).allMatch(AlertTextTest::isHarmless);
        assertThat(text).contains("before ", "after");
    }

    @Test
    void whatIsOnlyForeignStaysAsItIs() {
        String said = "S\u00e3o Tom\u00e9 \u6771\u4eac \uD83D\uDE00 \u2014 \u20ac5";
        assertThat(AlertText.of(alert("t", null, said, said))).contains("leading words: " + said, "0.98  " + said);
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        String text = AlertText.of(alert("t", null, "a", "x" + "\uD83D\uDE00".repeat(200)));
        assertThat(text).endsWith("...\n");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
        assertThat(text.lines()).allMatch(line -> line.length() < 160);
    }

    @Test
    void allAlertsOfAFileArePrinted(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("alerts.jsonl");
        List<String> lines = Stream.of("first", "second")
                .map(said -> new String(EventJson.write(alert("t", null, "a", said)), StandardCharsets.UTF_8))
                .toList();
        Files.write(file, lines);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AlertText.printAll(file, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8)).containsSubsequence("first", "second");
    }

    private static Alert step(Alert opened, AlertState state) {
        ObjectNode json = EventJson.mapper().valueToTree(opened);
        json.set("state", EventJson.mapper().valueToTree(state));
        try {
            return EventJson.mapper().treeToValue(json, Alert.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isHarmless(int character) {
        int type = Character.getType(character);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static Alert alert(@Nullable String topic, @Nullable String theme, String term, String said) {
        Evidence evidence = new Evidence(
                "m1", Instant.parse("2031-03-05T12:03:00Z"), "wire.example", said, "negative", 0.98, List.of(), null);
        return new Alert(
                1,
                "id",
                AlertKind.NEGATIVE_SURGE,
                AlertState.OPENED,
                Severity.HIGH,
                topic,
                theme,
                null,
                Instant.parse("2031-03-05T12:00:00Z"),
                Instant.parse("2031-03-05T12:15:00Z"),
                END,
                17,
                1.3,
                0,
                4,
                5.1,
                2e-11,
                0.9,
                0.2,
                19,
                12,
                List.of(),
                List.of(evidence),
                List.of(term),
                new ModelStamp("0.0.1", 0),
                List.of(),
                "va-nb-1",
                "",
                17,
                null,
                null,
                null,
                5.1,
                2.95,
                END,
                null,
                "id",
                List.of(),
                List.of());
    }
}
