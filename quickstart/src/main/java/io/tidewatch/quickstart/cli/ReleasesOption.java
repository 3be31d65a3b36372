package io.tidewatch.quickstart.cli;

import io.tidewatch.quickstart.models.ReleasedModels;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the released models are. */
final class ReleasesOption {
    @Option(names = "--models", paramLabel = "DIR", description = "Folder of released models; default: onnx-models.")
    private @Nullable Path folder;

    ReleasedModels models() {
        return new ReleasedModels(folder == null ? ModelOption.root().resolve("onnx-models") : folder);
    }
}
