package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.text.TextCleaner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The job must read a text as training did: the same tokens, probabilities and highlights but for noise. */
class ParityTest {
    private static final JsonMapper JSON = new JsonMapper();
    /** Far above the rounding to 4 decimals, far below what would move a decision. */
    private static final double TOLERANCE = 1e-3;

    @Test
    void theTinyModelAgreesWithTraining() throws Exception {
        assertParity(Repository.tinyBundle());
    }

    @Test
    void theCurrentReleaseAgreesWithTraining() throws Exception {
        assumeTrue(
                Files.exists(Repository.releases().resolve("registry.json")),
                "there is no released model bundle yet: onnx-models/registry.json is absent");

        assertParity(ModelBundle.find(Repository.releases(), null));
    }

    private static void assertParity(Path folder) throws Exception {
        ModelBundle bundle = ModelBundle.load(folder);
        List<JsonNode> cases = cases(bundle);
        try (OnnxScorer scorer = OnnxScorer.open(folder, 1, 0)) {
            List<String> texts = cases.stream().map(ParityTest::modelText).toList();
            List<Scores> scores = scorer.scoreTexts(texts);
            assertThat(scorer.scoreTexts(texts.subList(7, 8)).get(0))
                    .as("the same text alone and in a batch")
                    .usingRecursiveComparison()
                    .isEqualTo(scores.get(7));
            SoftAssertions softly = new SoftAssertions();
            for (int i = 0; i < cases.size(); i++) {
                softly.assertThat(scorer.encode(texts.get(i)).ids())
                        .as("tokens of '%s'", texts.get(i))
                        .isEqualTo(JSON.convertValue(cases.get(i).get("tokenIds"), long[].class));
                for (ModelTask task : bundle.tasks()) {
                    softly.assertThat(scores.get(i).task(task.name()).probabilities())
                            .as("%s of '%s'", task.name(), texts.get(i))
                            .usingComparatorWithPrecision((float) TOLERANCE)
                            .containsExactly(
                                    JSON.convertValue(cases.get(i).at("/probabilities/" + task.name()), float[].class));
                }
            }
            softly.assertAll();
        }
        if (Highlighter.of(bundle) == Highlighter.FALL) {
            assertHighlightParity(bundle, cases);
        }
    }

    private static void assertHighlightParity(ModelBundle bundle, List<JsonNode> cases) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        try (SharedModels.Lease lease = SharedModels.lease(bundle, 1)) {
            for (JsonNode example : cases) {
                EncodedText text = lease.tokenizer().encode(modelText(example));
                for (ModelTask task : bundle.tasks()) {
                    String output = Highlighter.FALL.output(task);
                    softly.assertThat(lease.model()
                                    .run(List.of(text), text.length(), Set.of(output))
                                    .row(output, 0))
                            .as("%s of '%s'", output, text.text())
                            .usingComparatorWithPrecision((float) TOLERANCE)
                            .containsExactly(
                                    JSON.convertValue(example.at("/highlights/" + task.name()), float[].class));
                }
            }
        }
        softly.assertAll();
    }

    private static List<JsonNode> cases(ModelBundle bundle) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        JSON.readTree(bundle.parityFile().toFile()).get("cases").forEach(cases::add);
        assertThat(cases).hasSizeGreaterThanOrEqualTo(20);
        assertThat(cases.get(0).at("/probabilities/sentiment/0").doubleValue()).isCloseTo(0.5, within(0.5));
        return cases;
    }

    private static String modelText(JsonNode example) {
        JsonNode title = example.get("title");
        return TextCleaner.modelText(
                title.isNull() ? null : title.textValue(), example.get("text").textValue());
    }
}
