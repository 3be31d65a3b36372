package io.tidewatch.quickstart.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The risk desk's service, where the program was built with it. */
final class AlertingService {
    static final String NAME = "alerting";
    private static final String MAIN = "io.tidewatch.alerting.AlertingService";

    private final ClusterFiles files;

    AlertingService(ClusterFiles files) {
        this.files = files;
    }

    /** Whether its classes are there. */
    static boolean isBuilt() {
        return AlertingService.class.getResource("/" + MAIN.replace('.', '/') + ".class") != null;
    }

    ClusterProcess start(ProcessStarter starter, ClusterPorts ports) throws IOException {
        return starter.start(
                NAME,
                ports.alerting(),
                Map.of("CLASSPATH", System.getProperty("java.class.path")),
                List.of(
                        ProcessStarter.java(),
                        "-Xmx512m",
                        "-Dtidewatch.log.level=INFO",
                        MAIN,
                        "--settings",
                        files.deploy().resolve("alerting.properties").toString(),
                        "--kafka.bootstrap-servers",
                        ports.bootstrapServers(),
                        "--http.port",
                        String.valueOf(ports.alerting()),
                        "--database.url",
                        "jdbc:h2:" + files.folder().resolve("alerting")));
    }
}
