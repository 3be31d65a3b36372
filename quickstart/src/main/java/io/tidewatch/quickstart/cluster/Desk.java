package io.tidewatch.quickstart.cluster;

import io.tidewatch.alerting.DeskCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The risk desk's service. Its log has the one-time token. */
final class Desk {
    static final String NAME = "desk";

    private final ClusterFiles files;
    private final Map<String, String> settings;

    /** @param settings see {@link ClusterOptions#desk} */
    Desk(ClusterFiles files, Map<String, String> settings) {
        this.files = files;
        this.settings = settings;
    }

    ClusterProcess start(ProcessStarter starter, ClusterPorts ports) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessStarter.java(),
                "-Xmx512m",
                "-Dtidewatch.log.level=INFO",
                DeskCommand.class.getName(),
                "--kafka.bootstrap-servers",
                ports.bootstrapServers(),
                "--http.port",
                String.valueOf(ports.desk()),
                "--models.folder",
                files.root().resolve("onnx-models").toString()));
        if (!settings.containsKey("database.url")) {
            command.addAll(
                    List.of("--database.url", "jdbc:h2:file:" + files.folder().resolve("desk")));
        }
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        return starter.start(NAME, ports.desk(), Map.of("CLASSPATH", System.getProperty("java.class.path")), command);
    }
}
