package io.tidewatch.quickstart.cluster;

import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a cluster between two commands; {@code cluster.json} in its folder.
 *
 * @param processes in the order in which they were started
 * @param jobId of the job that was submitted last; null before that
 */
public record ClusterState(
        ClusterPorts ports,
        List<ClusterProcess> processes,
        @Nullable String jobId) {
    private static final String FILE = "cluster.json";

    public ClusterState {
        processes = List.copyOf(processes);
    }

    static ClusterState startingWith(ClusterPorts ports) {
        return new ClusterState(ports, List.of(), null);
    }

    /** Whether the folder has a cluster, running or not. */
    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /** @throws IOException if the folder has no cluster */
    public static ClusterState read(Path folder) throws IOException {
        if (!isIn(folder)) {
            throw new IOException("there is no cluster in " + folder + ": start one with './tidewatch cluster up'");
        }
        return EventJson.mapper().readValue(Files.readAllBytes(folder.resolve(FILE)), ClusterState.class);
    }

    /** Replaces the file at once, so that no reader sees half of it. */
    void write(Path folder) throws IOException {
        Path written = folder.resolve(FILE + ".new");
        Files.write(written, EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Files.move(written, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    public Optional<ClusterProcess> process(String name) {
        return processes.stream().filter(process -> process.name().equals(name)).findFirst();
    }

    boolean runs(String name) {
        return process(name).filter(ClusterProcess::alive).isPresent();
    }

    /** With a process in place of an earlier one of its name. */
    ClusterState with(ClusterProcess started) {
        Stream<ClusterProcess> others =
                processes.stream().filter(process -> !process.name().equals(started.name()));
        return new ClusterState(ports, Stream.concat(others, Stream.of(started)).toList(), jobId);
    }

    ClusterState withJob(String submitted) {
        return new ClusterState(ports, processes, submitted);
    }
}
