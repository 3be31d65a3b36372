package io.tidewatch.quickstart.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The Kafka broker, from {@code deploy/kafka/server.properties} with addresses and folders of this machine. */
final class Broker {
    static final String NAME = "broker";
    /** Any id will do, but a broker that starts again on its data must have the same. */
    private static final String CLUSTER_ID = "VGlkZXdhdGNoQ2x1c3Rlcg";

    private final ClusterFiles files;
    private final Map<String, String> settings;

    /** @param settings see {@link ClusterOptions#broker} */
    Broker(ClusterFiles files, Map<String, String> settings) {
        this.files = files;
        this.settings = settings;
    }

    ClusterProcess start(ProcessStarter starter, ClusterPorts ports) throws IOException {
        Path config = writeConfig(ports);
        return starter.start(
                NAME,
                ports.broker(),
                Map.of("CLASSPATH", System.getProperty("java.class.path")),
                List.of(
                        ProcessStarter.java(),
                        "-Xmx512m",
                        "-Xms64m",
                        "-Dtidewatch.log.level=WARN",
                        BrokerMain.class.getName(),
                        config.toString(),
                        CLUSTER_ID));
    }

    private Path writeConfig(ClusterPorts ports) throws IOException {
        Properties config = new Properties();
        try (InputStream in = Files.newInputStream(files.deploy().resolve("kafka/server.properties"))) {
            config.load(in);
        }
        String broker = "PLAINTEXT://" + ports.bootstrapServers();
        String controller = "127.0.0.1:" + ports.controller();
        config.setProperty("controller.quorum.voters", "1@" + controller);
        config.setProperty("listeners", broker + ",CONTROLLER://" + controller);
        config.setProperty("advertised.listeners", broker);
        config.setProperty("log.dirs", files.folder().resolve("kafka-data").toString());
        settings.forEach((name, value) -> config.merge(name, value, (own, further) -> own + "," + further));
        Path file = files.folder().resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            config.store(out, null);
        }
        return file;
    }
}
