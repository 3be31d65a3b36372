package io.tidewatch.quickstart.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theNewestOfAnyJobIsFoundButNoneThatIsNotWhole() throws IOException {
        assertThat(Checkpoints.newest(folder.resolve("missing"))).isEmpty();
        assertThat(Checkpoints.newest(folder)).isEmpty();

        complete("first/chk-9", 1_000);
        Path newest = complete("second/chk-2", 3_000);
        complete("second/chk-1", 2_000);
        Files.createDirectories(folder.resolve("second/chk-3"));

        assertThat(Checkpoints.newest(folder)).hasValue(newest);
    }

    private Path complete(String name, long modifiedMillis) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve(name));
        Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(modifiedMillis));
        return checkpoint;
    }
}
