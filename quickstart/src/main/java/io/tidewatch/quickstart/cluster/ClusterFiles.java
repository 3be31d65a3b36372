package io.tidewatch.quickstart.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that a cluster is made of.
 *
 * @param root the project's folder
 * @param folder the cluster's own: data, logs, checkpoints
 */
record ClusterFiles(Path root, Path folder) {
    Path deploy() {
        return root.resolve("deploy");
    }

    /** Folder of Flink's {@code config.yaml}. */
    Path flinkConfig() {
        return deploy().resolve("flink");
    }

    Path jobSettings() {
        return deploy().resolve("tidewatch.properties");
    }

    Path prometheusConfig() {
        return root.resolve("grafana/prometheus");
    }

    /**
     * Flink's class path, as the build wrote it.
     *
     * @throws IOException if it was not built
     */
    String flinkClassPath() throws IOException {
        Path file = deploy().resolve("flink/target/classpath.txt");
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no " + file + ": build the project first, with 'mvn -B package'");
        }
        return Files.readString(file).trim();
    }

    /**
     * The job's jar, with all that the cluster does not provide.
     *
     * @throws IOException if it was not built, or if there are several
     */
    Path jobJar() throws IOException {
        Path target = root.resolve("flink-job/target");
        List<Path> jars;
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
            jars = files.filter(file -> file.getFileName().toString().matches("tidewatch-flink-job-.*-job\\.jar"))
                    .toList();
        }
        if (jars.size() != 1) {
            throw new IOException("there must be one job jar in " + target + ", but there are " + jars.size()
                    + ": build it with 'mvn -B package -pl flink-job -am'");
        }
        return jars.get(0);
    }
}
