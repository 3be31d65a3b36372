package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.cluster.Cluster;
import io.tidewatch.quickstart.cluster.ClusterOptions;
import io.tidewatch.quickstart.cluster.FlinkRest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The model's folder is not there when the job starts anew, because a TaskManager died. */
final class MissingModel implements Fault {
    private @Nullable Path bundle;

    @Override
    public ClusterOptions prepare(ClusterOptions usual, Path folder) throws IOException {
        Path copy = Files.createDirectories(folder.resolve("models").resolve("in-use"));
        try (Stream<Path> files = Files.list(usual.modelBundle())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        bundle = copy;
        return usual.withModel(copy);
    }

    @Override
    public void strike(Scene scene, int time) throws IOException {
        Path here = Objects.requireNonNull(bundle);
        Files.move(here, elsewhere(here));
        scene.process(Cluster.TASK_MANAGER + 1).kill();
        var state = scene.cluster().state();
        FlinkRest flink = new FlinkRest(state.ports().rest());
        String job = Objects.requireNonNull(state.jobId());
        scene.watch()
                .await(
                        "an error that names the folder of the missing model",
                        () -> flink.failures(job).contains(here.toString()));
    }

    @Override
    public void repair(Scene scene) throws IOException {
        Path here = Objects.requireNonNull(bundle);
        Files.move(elsewhere(here), here);
    }

    private static Path elsewhere(Path bundle) {
        return bundle.resolveSibling("elsewhere");
    }
}
