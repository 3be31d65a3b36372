package io.tidewatch.quickstart.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCacheTest {
    @TempDir
    private Path folder = Path.of("");

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path model(String name, String manifest) throws IOException {
        Path bundle = Files.createDirectory(folder.resolve(name));
        Files.writeString(bundle.resolve("manifest.json"), manifest);
        return bundle;
    }

    @Test
    void aRecordingBelongsToOneModelAndOneInput() throws IOException {
        Path model = model("one", "{\"version\": 1}");
        Path sameModel = model("copy", "{\"version\": 1}");
        Path otherModel = model("two", "{\"version\": 2}");
        Path stream = write("a.jsonl", "{}\n");
        Path sameStream = write("b.jsonl", "{}\n");
        Path otherStream = write("c.jsonl", "{}\n{}\n");
        ScoreCache cache = new ScoreCache(folder.resolve("cache"));

        Path recording = cache.recording(model, List.of(stream));

        assertThat(recording.getParent()).isDirectory();
        assertThat(cache.recording(sameModel, List.of(sameStream))).isEqualTo(recording);
        assertThat(List.of(
                        recording,
                        cache.recording(otherModel, List.of(stream)),
                        cache.recording(model, List.of(otherStream)),
                        cache.recording(model, List.of(stream, otherStream)),
                        cache.recording(model, List.of(otherStream, stream))))
                .doesNotHaveDuplicates();
    }
}
