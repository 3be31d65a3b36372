package io.tidewatch.quickstart.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tidewatch.events.EventJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Prometheus, where it is installed, with {@code grafana/prometheus} and the targets of this machine. */
final class Prometheus {
    static final String NAME = "prometheus";

    private final ClusterFiles files;

    Prometheus(ClusterFiles files) {
        this.files = files;
    }

    /** The program; empty where it is not installed. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    ClusterProcess start(ProcessStarter starter, Path program, ClusterPorts ports) throws IOException {
        Path folder = files.folder().resolve(NAME);
        copyConfig(folder);
        writeTargets(folder.resolve("targets/cluster.json"), ports);
        return starter.start(
                NAME,
                ports.prometheus(),
                Map.of(),
                List.of(
                        program.toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + ports.prometheus()));
    }

    private void copyConfig(Path folder) throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.createDirectories(folder.resolve("targets"));
        Path config = files.prometheusConfig();
        Files.copy(
                config.resolve("prometheus.yml"),
                folder.resolve("prometheus.yml"),
                StandardCopyOption.REPLACE_EXISTING);
        try (Stream<Path> ruleFiles = Files.list(config.resolve("rules"))) {
            for (Path file : ruleFiles.toList()) {
                Files.copy(file, rules.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void writeTargets(Path file, ClusterPorts ports) throws IOException {
        ArrayNode targets = EventJson.mapper().createArrayNode();
        addTarget(targets, "jobmanager", List.of(ports.jobManagerMetrics()));
        addTarget(targets, "taskmanager", ports.taskManagerMetrics());
        addTarget(targets, "alerting", List.of(ports.desk()));
        Files.writeString(file, targets.toPrettyString());
    }

    private static void addTarget(ArrayNode targets, String job, List<Integer> ports) {
        var target = targets.addObject();
        ports.forEach(port -> target.withArray("targets").add("127.0.0.1:" + port));
        target.putObject("labels").put("job", job);
    }
}
