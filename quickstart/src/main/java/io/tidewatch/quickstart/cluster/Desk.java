package io.tidewatch.quickstart.cluster;

import io.tidewatch.alerting.DeskCommand;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The risk desk's service. Its log has the one-time token. */
final class Desk {
    static final String NAME = "desk";

    private final ClusterFiles files;

    Desk(ClusterFiles files) {
        this.files = files;
    }

    ClusterProcess start(ProcessStarter starter, ClusterPorts ports) throws IOException {
        return starter.start(
                NAME,
                ports.desk(),
                Map.of("CLASSPATH", System.getProperty("java.class.path")),
                List.of(
                        ProcessStarter.java(),
                        "-Xmx512m",
                        "-Dtidewatch.log.level=INFO",
                        DeskCommand.class.getName(),
                        "--kafka.bootstrap-servers",
                        ports.bootstrapServers(),
                        "--http.port",
                        String.valueOf(ports.desk()),
                        "--database.url",
                        "jdbc:h2:file:" + files.folder().resolve("desk"),
                        "--models.folder",
                        files.root().resolve("onnx-models").toString()));
    }
}
