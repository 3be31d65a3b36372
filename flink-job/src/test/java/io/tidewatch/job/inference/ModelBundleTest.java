package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.fixture.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelBundleTest {
    private final Path folder;

    ModelBundleTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void loadsWhatItNeeds() {
        ModelBundle bundle = ModelBundle.load(Repository.tinyBundle());

        assertThat(bundle.version()).isEqualTo("0.0.1");
        assertThat(bundle.maxTokens()).isEqualTo(128);
        assertThat(bundle.labels().task(ModelTask.SENTIMENT).labels())
                .containsExactly("negative", "positive", "neutral");
        assertThat(bundle.modelFile("int8")).isRegularFile();
        assertThatThrownBy(() -> bundle.modelFile("fp16")).hasMessageContaining("no variant 'fp16'");
        assertThatThrownBy(() -> bundle.labels().task("mood")).hasMessageContaining("no task 'mood'");
    }

    @Test
    void aTaskIsUncertainBelowItsThreshold() {
        ModelTask sentiment = ModelBundle.load(Repository.tinyBundle()).labels().task(ModelTask.SENTIMENT);

        assertThat(sentiment.certainAbove()).isEqualTo(0.9);
        assertThat(sentiment.isUncertain(new float[] {0.0501f, 0.8999f, 0.05f})).isTrue();
        assertThat(sentiment.isUncertain(new float[] {0.05f, 9_000 / 1e4f, 0.05f}))
                .isFalse();
    }

    @Test
    void aTaskThatNeverReachesTheTargetIsAlwaysUncertain() throws IOException {
        BundleCopy.in(folder).editManifest(manifest -> ((ObjectNode) manifest.at("/tasks/1")).putNull("certainAbove"));

        ModelBundle.Labels labels = ModelBundle.load(folder).labels();

        assertThat(labels.task(ModelTask.SENTIMENT).isUncertain(new float[] {1, 0, 0}))
                .isTrue();
        assertThat(labels.task(ModelTask.TOPIC).isUncertain(new float[] {1, 0})).isFalse();
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        BundleCopy.in(folder);
        Files.writeString(folder.resolve("tokenizer.json"), " ", StandardOpenOption.APPEND);

        assertRefused("the file tokenizer.json is not the released one");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        BundleCopy.in(folder);
        Files.delete(folder.resolve("model.int8.onnx"));

        assertRefused("model.int8.onnx");
    }

    @Test
    void aFolderThatIsNoBundleIsNamed() {
        assertRefused("manifest.json");
    }

    static Stream<Arguments> brokenManifests() {
        return Stream.of(
                broken("text cleaning 2, this job has 1", manifest -> manifest.put("cleaning", 2)),
                broken("text cleaning 0", manifest -> manifest.remove("cleaning")),
                broken("version", manifest -> manifest.remove("version")),
                broken("maxTokens", manifest -> manifest.remove("maxTokens")),
                broken("'topic' must have labels", manifest -> manifest.remove("tasks")),
                broken(
                        "'sentiment' must have labels, among them [negative, neutral, positive]",
                        manifest -> removeLabel(manifest, 1, 2)),
                broken("'theme' must have labels, among them [none]", manifest -> removeLabel(manifest, 2, 0)),
                broken("temperature", manifest -> ((ObjectNode) manifest.at("/tasks/1")).remove("temperature")),
                broken("certainAbove", manifest -> ((ObjectNode) manifest.at("/tasks/1")).put("certainAbove", 1.5)),
                broken("tokenizer.json", manifest -> ((ObjectNode) manifest.at("/files")).remove("tokenizer.json")),
                broken("does not list the file tokenizer.json", manifest -> manifest.remove("files")),
                broken("int8", manifest -> manifest.remove("variants")));
    }

    @ParameterizedTest
    @MethodSource("brokenManifests")
    void anIncompleteManifestIsRefused(String message, Consumer<ObjectNode> damage) throws IOException {
        BundleCopy.in(folder).editManifest(damage);

        assertRefused(message);
    }

    @Test
    void allMistakesAreReportedAtOnce() throws IOException {
        BundleCopy.in(folder).editManifest(manifest -> {
            manifest.put("cleaning", 9);
            removeLabel(manifest, 2, 0);
        });
        Files.writeString(folder.resolve("parity.json"), " ", StandardOpenOption.APPEND);

        assertRefused("text cleaning 9", "'theme' must have labels", "parity.json is not the released one");
    }

    @Test
    void findsTheCurrentVersion() throws IOException {
        Files.createDirectory(folder.resolve("1.0.0"));
        Files.createDirectory(folder.resolve("1.1.0"));
        Files.writeString(folder.resolve("registry.json"), "{\"current\":\"1.1.0\",\"more\":[]}");

        assertThat(ModelBundle.find(folder, null)).isEqualTo(folder.resolve("1.1.0"));
        assertThat(ModelBundle.find(folder, "1.0.0")).isEqualTo(folder.resolve("1.0.0"));
        assertThatThrownBy(() -> ModelBundle.find(folder, "2.0.0"))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("no model version '2.0.0'");
    }

    @Test
    void aRegistryThatNamesNoVersionIsRefused() throws IOException {
        for (String content : List.of("{}", "not json", "{\"current\":null}")) {
            Files.writeString(folder.resolve("registry.json"), content);
            assertThatThrownBy(() -> ModelBundle.find(folder, null))
                    .isInstanceOf(InvalidBundleException.class)
                    .hasMessageContaining("registry.json");
        }
    }

    private void assertRefused(String... messages) {
        assertThatThrownBy(() -> SharedModels.lease(ModelBundle.load(folder), Device.CPU, 0, 1)
                        .close())
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll(messages)
                .hasMessageContaining(folder.toString());
    }

    private static Arguments broken(String message, Consumer<ObjectNode> damage) {
        return Arguments.of(message, damage);
    }

    private static void removeLabel(ObjectNode manifest, int task, int label) {
        ((ArrayNode) manifest.at("/tasks/" + task + "/labels")).remove(label);
    }
}
