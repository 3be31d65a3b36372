package io.tidewatch.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Released schemas and samples never change: somebody else reads and writes by them. */
final class ReleasedContractTest {
    private static final String EMPTY_OBJECT_SHA256 =
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private Path root;

    @BeforeEach
    void releaseOneFile(@TempDir Path folder) throws IOException {
        root = folder;
        Files.createDirectories(root.resolve("schemas"));
        Files.writeString(root.resolve("schemas/alert.v1.json"), "{}");
        Files.writeString(root.resolve("SHA256SUMS"), EMPTY_OBJECT_SHA256 + "  schemas/alert.v1.json\n");
    }

    @Test
    void releasedSchemasAndSamplesAreUnchangedAndNewOnesAreListed() throws IOException {
        assertThat(ReleasedFiles.problems(
                        Path.of(""),
                        Contracts.SAMPLES.resolve("SHA256SUMS"),
                        List.of(Contracts.SCHEMAS, Contracts.SAMPLES)))
                .isEmpty();
    }

    @Test
    void anUnchangedFileIsNoProblem() throws IOException {
        assertThat(problems()).isEmpty();
    }

    @Test
    void aChangedFileIsAProblemWhoseRemedyIsANewVersion() throws IOException {
        Files.writeString(root.resolve("schemas/alert.v1.json"), "{ }");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("schemas/alert.v1.json is released")
                .contains("add a new version");
    }

    @Test
    void aDeletedFileIsAProblem() throws IOException {
        Files.delete(root.resolve("schemas/alert.v1.json"));

        assertThat(problems()).singleElement().asString().startsWith("schemas/alert.v1.json is released");
    }

    @Test
    void anUnlistedFileIsAProblemWhoseRemedyIsTheLineToAdd() throws IOException {
        Files.writeString(root.resolve("schemas/alert.v2.json"), "{}");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("'" + EMPTY_OBJECT_SHA256 + "  schemas/alert.v2.json'");
    }

    private List<String> problems() throws IOException {
        return ReleasedFiles.problems(root, root.resolve("SHA256SUMS"), List.of(Path.of("schemas")));
    }
}
