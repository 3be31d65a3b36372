package io.tidewatch.quickstart.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.quickstart.TestStreams;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileScorerTest {
    private static ModelBundle.Labels labels;
    private static OnnxScorer scorer;

    @TempDir
    private Path folder = Path.of("");

    private final List<Long> progress = new ArrayList<>();
    private long errors;

    @BeforeAll
    static void openModel() {
        labels = ModelBundle.load(TestStreams.tinyBundle()).labels();
        scorer = OnnxScorer.open(TestStreams.tinyBundle(), 1, 0);
    }

    @AfterAll
    static void closeModel() {
        scorer.close();
    }

    @Test
    void aLineHasTheDecisionsAllProbabilitiesAndTheHighlights() throws Exception {
        JsonNode line = score("text\nBrimcove in default\n").get(0);
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactly("row", "topic", "sentiment", "theme", "probabilities", "highlights", "uncertain");
        assertThat(line.path("topic").asText()).isEqualTo("Treasuries | Corporate Debt");
        assertThat(line.path("sentiment").asText()).isEqualTo("negative");
        assertThat(line.path("theme").asText()).isEqualTo("credit and default");
        for (String task : List.of("topic", "sentiment", "theme")) {
            JsonNode probabilities = line.path("probabilities").path(task);
            assertThat(probabilities.fieldNames())
                    .toIterable()
                    .containsExactlyElementsOf(labels.task(task).labels());
            double sum = 0;
            for (JsonNode probability : probabilities) {
                assertThat(probability.asDouble()).isBetween(0.0, 1.0);
                assertThat(probability.asDouble())
                        .isLessThanOrEqualTo(
                                probabilities.path(line.path(task).asText()).asDouble());
                sum += probability.asDouble();
            }
            // Each is rounded to four decimals.
            assertThat(sum).isCloseTo(1, within(0.5e-4 * probabilities.size()));
            JsonNode strongest = line.path("highlights").path(task).path(0);
            assertThat("Brimcove in default"
                            .substring(
                                    strongest.path("start").asInt(),
                                    strongest.path("end").asInt()))
                    .isEqualTo("default");
        }
    }

    @Test
    void rowsKeepTheirOrderAcrossBatchesAndChunks() throws Exception {
        StringBuilder csv = new StringBuilder("text\n");
        int rows = 1_100;
        for (int row = 0; row < rows; row++) {
            csv.append(row % 3 == 0 ? "oil" : row % 3 == 1 ? "gold" : "ipo")
                    .append(" note".repeat(1 + row % 7))
                    .append('\n');
        }
        List<JsonNode> lines = score(csv.toString());
        assertThat(lines).hasSize(rows);
        for (int row = 0; row < rows; row++) {
            assertThat(lines.get(row).path("row").asInt()).isEqualTo(row);
            assertThat(lines.get(row).path("topic").asText())
                    .isEqualTo(row % 3 == 0 ? "Energy | Oil" : row % 3 == 1 ? "Gold | Metals | Materials" : "IPO");
        }
        assertThat(progress).containsExactly(1_024L, 1_100L);
        assertThat(errors).isZero();
    }

    @Test
    void aRowWithoutATextGetsAnErrorAndKeepsItsPlace() throws Exception {
        List<JsonNode> lines = score("id,text\n1,oil up\n2,\n3,https://x.example/1\n4,gold up\n");
        assertThat(lines).extracting(line -> line.path("row").asInt()).containsExactly(0, 1, 2, 3);
        assertThat(lines.get(0).has("error")).isFalse();
        for (JsonNode empty : lines.subList(1, 3)) {
            assertThat(empty.fieldNames()).toIterable().containsExactly("row", "error");
            assertThat(empty.path("error").asText()).contains("no text");
        }
        assertThat(lines.get(3).path("topic").asText()).isEqualTo("Gold | Metals | Materials");
        assertThat(errors).isEqualTo(2);
    }

    @Test
    void anArticleIsReadToItsEndAndOneThatIsTooLongGetsAnError() throws Exception {
        String calm = "the company says ".repeat(60);
        List<JsonNode> lines = score("text\n" + calm + "\n" + calm + "fraud probe\n" + "! ".repeat(70_000) + "\noil\n");
        double calmNegative = negative(lines.get(0));
        assertThat(negative(lines.get(1))).isGreaterThan(calmNegative + 0.1);
        assertThat(lines.get(2).path("error").asText()).contains("70000 tokens").contains("send it in parts");
        assertThat(lines.get(3).path("topic").asText()).isEqualTo("Energy | Oil");
        assertThat(errors).isEqualTo(1);
    }

    private static double negative(JsonNode line) {
        return line.at("/probabilities/sentiment/negative").asDouble();
    }

    @Test
    void theTitleIsReadWithTheText() throws Exception {
        List<JsonNode> lines = score("title,text\nBrimcove fraud,a note\n,a note\n");
        assertThat(lines).extracting(line -> line.path("sentiment").asText()).containsExactly("negative", "neutral");
    }

    @Test
    void aFileWithoutRowsGivesNothing() throws Exception {
        assertThat(score("text\n")).isEmpty();
    }

    private List<JsonNode> score(String csv) throws Exception {
        Path file = Files.writeString(folder.resolve("texts.csv"), csv);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TextRows rows = TextRows.open(file, null, "text")) {
            errors = new FileScorer(scorer, labels).score(rows, out, progress::add);
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(EventJson.mapper().readTree(line));
        }
        return lines;
    }
}
