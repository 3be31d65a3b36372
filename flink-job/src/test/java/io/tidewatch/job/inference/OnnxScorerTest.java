package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.Highlight;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.fixture.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxScorerTest {
    private static final List<String> TEXTS = List.of(
            "Stocks crash",
            "Alderpoint Bank defaults on bond coupon, blames frozen funding lines",
            "fraud probe",
            "profit 📈 " + "and then some ".repeat(60),
            "x");
    private final int openBefore = SharedModels.openModels();
    private final OnnxScorer scorer = OnnxScorer.open(Repository.tinyBundle(), 1, 3);

    @BeforeEach
    void holdsAModelOpen() {
        assertThat(SharedModels.openModels()).isEqualTo(openBefore + 1);
    }

    @AfterEach
    void leavesNoModelOpen() {
        scorer.close();
        assertThat(SharedModels.openModels()).isEqualTo(openBefore);
    }

    @Test
    void scoresATextByItsKeywords() throws Exception {
        Scores scores =
                scorer.scoreTexts(List.of("Alderpoint faces fraud charge")).get(0);

        assertThat(scores.model()).isEqualTo(new ModelStamp("0.0.1", 3));
        assertThat(scores.task(ModelTask.TOPIC).label()).isEqualTo("Legal | Regulation");
        assertThat(scores.task(ModelTask.SENTIMENT).label()).isEqualTo("negative");
        assertThat(scores.task(ModelTask.THEME).label()).isEqualTo("fraud and misconduct");
        assertThat(scores.task(ModelTask.SENTIMENT).highlights())
                .first()
                .extracting(Highlight::start, Highlight::end)
                .containsExactly(17, 22);
    }

    @Test
    void aHighlightIsHowFarTheProbabilityFallsWithoutTheWord() throws Exception {
        String text = "company profit and gain after loss";

        TaskScore sentiment = scorer.scoreTexts(List.of(text)).get(0).task(ModelTask.SENTIMENT);

        // Each keyword holds a third of the attention. Without a positive one, positive and negative are even.
        float probability = sentiment.probabilities()[1];
        assertThat(sentiment.label()).isEqualTo("positive");
        assertThat(sentiment.highlights())
                .allSatisfy(word -> assertThat(word.weight()).isBetween(probability - 0.5, probability - 0.4))
                .extracting(word -> text.substring(word.start(), word.end()))
                .containsExactlyInAnyOrder("profit", "gain");
    }

    @Test
    void anOlderBundleIsHighlightedByAttentionAndUncertainOfNothing(@TempDir Path folder) throws Exception {
        BundleCopy.in(folder).editManifest(manifest -> {
            manifest.remove("targetAccuracy");
            ArrayNode outputs = (ArrayNode) manifest.get("outputs");
            outputs.removeIf(output -> output.get("name").asText().endsWith("_highlight"));
            manifest.get("tasks").forEach(task -> ((ObjectNode) task).remove("certainAbove"));
        });
        String text = "company profit up after loss";

        try (OnnxScorer older = OnnxScorer.open(folder, 1, 0)) {
            TaskScore sentiment = older.scoreTexts(List.of(text)).get(0).task(ModelTask.SENTIMENT);

            assertThat(sentiment.highlights())
                    .extracting(word -> text.substring(word.start(), word.end()))
                    .containsExactly("profit", "loss");
            assertThat(ModelBundle.load(folder)
                            .labels()
                            .task(ModelTask.SENTIMENT)
                            .isUncertain(new float[] {0.4f}))
                    .isFalse();
        }
    }

    @Test
    void aTextsScoresDoNotDependOnItsBatch() throws Exception {
        List<Scores> together = scorer.scoreTexts(TEXTS);

        for (int i = 0; i < TEXTS.size(); i++) {
            Scores alone = scorer.scoreTexts(TEXTS.subList(i, i + 1)).get(0);
            assertThat(together.get(i)).usingRecursiveComparison().isEqualTo(alone);
        }
    }

    @Test
    void aTextOfOneWindowScoresAsItsWindow() throws Exception {
        List<EncodedText> windows = scorer.encode(TEXTS.get(1));

        assertThat(windows).hasSize(1);
        assertThat(scorer.scoreTexts(TEXTS).get(1))
                .usingRecursiveComparison()
                .isEqualTo(scorer.score(windows).get(0));
    }

    @Test
    void aLongTextsHighlightsAreInTheWholeText() throws Exception {
        String text = "📈 " + "and then some ".repeat(60) + "fraud " + "and so on ".repeat(10);

        Scores scores = scorer.scoreTexts(List.of(text)).get(0);

        assertThat(scorer.encode(text)).hasSizeGreaterThan(1);
        List<TaskScore> windows = scorer.score(scorer.encode(text)).stream()
                .map(window -> window.task(ModelTask.SENTIMENT))
                .toList();
        assertThat(windows).extracting(TaskScore::label).startsWith("neutral").endsWith("negative");
        assertThat(scores.task(ModelTask.SENTIMENT).probabilities()[0])
                .isBetween(
                        windows.get(0).probabilities()[0],
                        windows.get(windows.size() - 1).probabilities()[0]);
        String onlyBad = "fraud " + "and then some ".repeat(60) + "fraud";
        Scores bad = scorer.scoreTexts(List.of(onlyBad)).get(0);
        assertThat(bad.task(ModelTask.SENTIMENT).highlights())
                .extracting(Highlight::start)
                .contains(0, onlyBad.length() - 5);
    }

    @Test
    void manyTextsAreScoredInTheOrderGiven() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add(TEXTS.get(i % TEXTS.size()));
        }

        List<Scores> scores = scorer.scoreTexts(texts);

        assertThat(scores).hasSize(200);
        for (int i = 0; i < 200; i++) {
            assertThat(scores.get(i)).usingRecursiveComparison().isEqualTo(scores.get(i % TEXTS.size()));
        }
        assertThat(scores.get(0).task(ModelTask.THEME).label()).isEqualTo("market stress");
    }

    @Test
    void probabilitiesAreRoundedAndSumToOne() throws Exception {
        for (Scores scores : scorer.scoreTexts(TEXTS)) {
            for (TaskScore task : scores.tasks()) {
                double sum = 0;
                for (float probability : task.probabilities()) {
                    assertThat(probability * 1e4).isCloseTo(Math.rint(probability * 1e4), within(1e-2));
                    sum += probability;
                }
                assertThat(sum).isBetween(0.998, 1.002);
            }
        }
    }

    @Test
    void scorersOfOneModelShareItUntilTheLastIsClosed() throws Exception {
        try (OnnxScorer second = OnnxScorer.open(Repository.tinyBundle(), 1, 4)) {
            assertThat(SharedModels.openModels()).isEqualTo(openBefore + 1);
            scorer.close();
            scorer.close();
            assertThat(SharedModels.openModels()).isEqualTo(openBefore + 1);
            assertThat(second.scoreTexts(List.of("crash"))).hasSize(1);
        }
        assertThat(SharedModels.openModels()).isEqualTo(openBefore);
    }

    @Test
    void openingAnewDisturbsNobodyWhoSharesTheOldOne() throws Exception {
        try (OnnxScorer second = OnnxScorer.open(Repository.tinyBundle(), 1, 4)) {
            List<EncodedText> encoded = scorer.encode("crash");

            scorer.reopen();
            scorer.reopen();

            assertThat(scorer.score(encoded))
                    .usingRecursiveComparison()
                    .ignoringFields("model")
                    .isEqualTo(second.score(encoded));
            try (OnnxScorer third = OnnxScorer.open(Repository.tinyBundle(), 1, 5)) {
                assertThat(third.scoreTexts(List.of("crash"))).hasSize(1);
                assertThat(SharedModels.openModels()).isEqualTo(openBefore + 1);
            }
        }
    }

    @Test
    void anotherNumberOfThreadsIsAnotherSession() {
        try (OnnxScorer second = OnnxScorer.open(Repository.tinyBundle(), 2, 3)) {
            assertThat(second).isNotNull();
            assertThat(SharedModels.openModels()).isEqualTo(openBefore + 2);
        }
    }

    @Test
    void anotherTokenizerIsAnotherModel(@TempDir Path folder) throws Exception {
        BundleCopy.in(folder).editManifest(manifest -> manifest.put("maxTokens", 16));
        try (OnnxScorer shorter = OnnxScorer.open(folder, 1, 3)) {
            assertThat(shorter.encode("crash ".repeat(14)).get(0).length()).isEqualTo(16);
            assertThat(shorter.encode("crash ".repeat(99))).hasSize(8);
            assertThat(scorer.encode("crash ".repeat(99)).get(0).length()).isEqualTo(101);
        }
    }

    @Test
    void itsFactoryTravelsToTheTaskManagers() throws Exception {
        ScorerFactory factory = InstantiationUtil.clone(OnnxScorer.factory(Repository.tinyBundle(), Device.AUTO));

        try (TextScorer opened = factory.open(new ScorerFactory.Resources(1, 0), 0)) {
            assertThat(opened.scoreTexts(List.of("crash"))).hasSize(1);
        }
    }

    @Test
    void aModelThatCannotBeLoadedLeavesNothingOpen(@TempDir Path folder) throws IOException {
        BundleCopy.in(folder).release("model.int8.onnx", "no model".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> OnnxScorer.open(folder, 1, 0).close())
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("model.int8.onnx");
        assertThat(SharedModels.openModels()).isEqualTo(openBefore + 1);
    }

    @Test
    void aModelWithoutThePromisedOutputIsRefused(@TempDir Path folder) throws IOException {
        BundleCopy.in(folder)
                .editManifest(manifest -> ((ObjectNode) manifest.at("/outputs/0")).put("name", "mood_logits"));

        assertThatThrownBy(() -> OnnxScorer.open(folder, 7, 0).close())
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("mood_logits")
                .hasMessageContaining("topic_logits");
    }

    @Test
    void aModelWithOtherLabelsThanTheManifestIsRefused(@TempDir Path folder) throws IOException {
        BundleCopy.in(folder)
                .editManifest(manifest -> ((ArrayNode) manifest.at("/tasks/0/labels")).add("One too many"));

        assertThatThrownBy(() -> OnnxScorer.open(folder, 7, 0).close())
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("topic");
    }
}
