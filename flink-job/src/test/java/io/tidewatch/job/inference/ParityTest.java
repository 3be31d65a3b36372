package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.text.TextCleaner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The job must read a text as training did: the same tokens, probabilities and highlights but for noise. */
class ParityTest {
    private static final JsonMapper JSON = new JsonMapper();
    /** Far above the rounding to 4 decimals, far below what would move a decision. */
    private static final double TOLERANCE = 1e-3;
    /** On another kind of processor a rounding of int8 may fall the other way. */
    private static final double TOLERANCE_ELSEWHERE = 0.2;

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
                JsonNode expected = cases.get(i);
                List<EncodedText> windows = scorer.encode(texts.get(i));
                Scores found = scores.get(i);
                if (windows.size() > 1 && expected.has("tokenIds")) {
                    // Bundles up to 2026.11.2 tell of a long text what its beginning gives.
                    EncodedText beginning = recorded(ids(expected.get("tokenIds")));
                    softly.assertThat(pieces(windows))
                            .as("tokens of '%s'", texts.get(i))
                            .startsWith(pieces(List.of(beginning)));
                    found = scorer.score(List.of(beginning)).get(0);
                } else {
                    softly.assertThat(windows.stream().map(EncodedText::ids))
                            .as("tokens of '%s'", texts.get(i))
                            .containsExactlyElementsOf(windowsOf(expected));
                }
                for (ModelTask task : bundle.tasks()) {
                    softly.assertThat(found.task(task.name()).probabilities())
                            .as("%s of '%s'", task.name(), texts.get(i))
                            .usingComparatorWithPrecision(tolerance(bundle))
                            .containsExactly(
                                    JSON.convertValue(expected.at("/probabilities/" + task.name()), float[].class));
                }
            }
            softly.assertAll();
        }
        if (Highlighter.of(bundle) == Highlighter.FALL) {
            assertHighlightParity(bundle, cases);
        }
    }

    private static float tolerance(ModelBundle bundle) {
        List<String> madeOn = bundle.processor();
        boolean same = madeOn == null || madeOn.equals(Processor.instructionSets());
        return (float) (same ? TOLERANCE : TOLERANCE_ELSEWHERE);
    }

    private static void assertHighlightParity(ModelBundle bundle, List<JsonNode> cases) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        try (SharedModels.Lease lease = SharedModels.lease(bundle, Device.CPU, 0, 1)) {
            for (JsonNode example : cases) {
                List<EncodedText> windows = lease.tokenizer().encode(modelText(example));
                for (ModelTask task : bundle.tasks()) {
                    String output = Highlighter.FALL.output(task);
                    float[] expected = JSON.convertValue(example.at("/highlights/" + task.name()), float[].class);
                    int from = 0;
                    for (EncodedText window : windows) {
                        int to = from + window.length();
                        softly.assertThat(lease.model()
                                        .run(List.of(window), window.length(), Set.of(output))
                                        .row(output, 0))
                                .as("%s of '%s', tokens from %d", output, window.text(), from)
                                .usingComparatorWithPrecision(tolerance(bundle))
                                .containsExactly(Arrays.copyOfRange(expected, from, to));
                        from = to;
                    }
                    softly.assertThat(expected).as("tokens of '%s'", example).hasSize(from);
                }
            }
        }
        softly.assertAll();
    }

    /** A bundle names the tokens of a text that the model reads at once, and the windows of a longer one. */
    private static List<long[]> windowsOf(JsonNode expected) {
        return expected.has("tokenIds")
                ? List.of(ids(expected.get("tokenIds")))
                : List.of(JSON.convertValue(expected.get("windows"), long[][].class));
    }

    private static long[] ids(JsonNode tokenIds) {
        return JSON.convertValue(tokenIds, long[].class);
    }

    private static EncodedText recorded(long[] ids) {
        int[] none = new int[ids.length];
        Arrays.fill(none, -1);
        return new EncodedText("", ids, none, none);
    }

    /** The tokens without the special ones. */
    private static long[] pieces(List<EncodedText> windows) {
        return windows.stream()
                .flatMapToLong(window -> Arrays.stream(window.ids(), 1, window.length() - 1))
                .toArray();
    }

    @Test
    void aLongTextOfTheCurrentReleaseIsCutAndPooledAsTrainingDoes() throws Exception {
        Path folder = ModelBundle.find(Repository.releases(), null);
        ModelBundle bundle = ModelBundle.load(folder);
        // The tokens of texts in a row are those of the texts, which training has recorded.
        List<JsonNode> cases = cases(bundle).stream()
                .filter(example ->
                        example.has("tokenIds") && example.get("tokenIds").size() < bundle.maxTokens())
                .toList();
        String text = cases.stream().map(ParityTest::modelText).collect(Collectors.joining(" "));
        long[] pieces = pieces(cases.stream()
                .map(example -> recorded(ids(example.get("tokenIds"))))
                .toList());
        long[] special = ids(cases.get(0).get("tokenIds"));
        int count = (int) Math.ceil(pieces.length / (bundle.maxTokens() - 2.0));
        try (OnnxScorer scorer = OnnxScorer.open(folder, 1, 0)) {
            List<EncodedText> windows = scorer.encode(text);
            assertThat(windows).hasSize(count).hasSizeGreaterThan(5);
            double negative = 0;
            double weights = 0;
            for (int i = 0; i < count; i++) {
                long[] part = Arrays.copyOfRange(pieces, pieces.length * i / count, pieces.length * (i + 1) / count);
                long[] ids = new long[part.length + 2];
                ids[0] = special[0];
                System.arraycopy(part, 0, ids, 1, part.length);
                ids[ids.length - 1] = special[special.length - 1];
                assertThat(windows.get(i).ids()).isEqualTo(ids);
                Scores alone = scorer.score(List.of(recorded(ids))).get(0);
                negative += alone.task(ModelTask.SENTIMENT).probabilities()[0] / (i + 1);
                weights += 1.0 / (i + 1);
            }
            Scores scores = scorer.scoreTexts(List.of(text)).get(0);
            assertThat((double) scores.task(ModelTask.SENTIMENT).probabilities()[0])
                    .isCloseTo(negative / weights, within(1e-4));
        }
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
