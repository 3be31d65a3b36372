package io.tidewatch.quickstart.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.ModelControl;
import io.tidewatch.events.ModelControl.Action;
import io.tidewatch.quickstart.TestStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasedModelsTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void release() throws IOException {
        Path version = Files.createDirectory(folder.resolve("0.0.1"));
        try (Stream<Path> files = Files.list(TestStreams.tinyBundle())) {
            for (Path file : files.toList()) {
                Files.copy(file, version.resolve(String.valueOf(file.getFileName())));
            }
        }
    }

    @Test
    void aVersionThatWasNeverComparedIsNotPromotable() throws IOException {
        ReleasedModels.Gate gate = new ReleasedModels(folder).gate("0.0.1");

        assertThat(gate.promotable()).isFalse();
        assertThat(gate.reasons()).singleElement().asString().contains("no comparison");
    }

    @Test
    void theGateIsWhatTheComparisonSays() throws IOException {
        Path comparison = folder.resolve("0.0.1/comparison.json");
        Files.writeString(comparison, "{\"gate\": {\"promotable\": false, \"reasons\": [\"topic fell\"]}}");
        assertThat(new ReleasedModels(folder).gate("0.0.1"))
                .isEqualTo(new ReleasedModels.Gate(false, List.of("topic fell")));

        Files.writeString(comparison, "{\"gate\": {\"promotable\": true, \"reasons\": []}}");
        assertThat(new ReleasedModels(folder).gate("0.0.1").promotable()).isTrue();
    }

    @Test
    void theCurrentVersionIsTheOneThatWasSet() throws IOException {
        ReleasedModels models = new ReleasedModels(folder);
        assertThat(models.releases()).noneMatch(ReleasedModels.Release::current);

        models.setCurrent("0.0.1");

        assertThat(models.releases()).allMatch(ReleasedModels.Release::current);
        assertThat(models.sha256("0.0.1")).hasSize(64);
    }

    @Test
    void theVersionBeforeIsTheLastOtherOneThatScored() {
        assertThat(ControlTopic.versionBefore(List.of(
                        command(1, Action.PROMOTE, "a"),
                        command(2, Action.PROMOTE, "b"),
                        command(3, Action.SHADOW, "c"))))
                .contains("a");
        assertThat(ControlTopic.versionBefore(List.of(command(1, Action.PROMOTE, "a"))))
                .isEmpty();
    }

    private static ModelControl command(long epoch, Action action, String version) {
        return new ModelControl(1, epoch, action, version, "0".repeat(64), Instant.EPOCH, "m.okoye");
    }
}
