package io.tidewatch.quickstart.cli;

import io.tidewatch.job.inference.ModelBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model scores. */
public final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "VERSION",
            description = "A version in onnx-models/, or the folder of a model bundle; default: the current version.")
    private @Nullable String model;

    /** The bundle's folder. */
    public Path folder() {
        if (model != null && Files.isDirectory(Path.of(model))) {
            return Path.of(model).toAbsolutePath();
        }
        return ModelBundle.find(root().resolve("onnx-models"), model).toAbsolutePath();
    }

    /** The project's folder; the launcher passes it on. */
    public static Path root() {
        return Path.of(System.getProperty("tidewatch.root", "."));
    }
}
