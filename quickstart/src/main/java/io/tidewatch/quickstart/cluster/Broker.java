package io.tidewatch.quickstart.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The Kafka brokers, from {@code deploy/kafka/server.properties} with addresses and folders of this machine. Each is a
 * controller too.
 */
final class Broker {
    static final String NAME = "broker-";
    /** On how many brokers everything lies, where there are so many. */
    private static final int REPLICAS = 3;

    /** Any id will do, but a broker that starts again on its data must have the same. */
    private static final String CLUSTER_ID = "VGlkZXdhdGNoQ2x1c3Rlcg";

    private final ClusterFiles files;
    private final ClusterPorts ports;
    private final Map<String, String> settings;

    /** @param settings see {@link ClusterOptions#broker} */
    Broker(ClusterFiles files, ClusterPorts ports, Map<String, String> settings) {
        this.files = files;
        this.ports = ports;
        this.settings = settings;
    }

    /** @param number counted from 1 */
    ClusterProcess start(ProcessStarter starter, int number) throws IOException {
        Path config = writeConfig(number);
        return starter.start(
                NAME + number,
                ports.brokers().get(number - 1),
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

    private Path writeConfig(int number) throws IOException {
        Properties config = new Properties();
        try (InputStream in = Files.newInputStream(files.deploy().resolve("kafka/server.properties"))) {
            config.load(in);
        }
        List<Integer> controllers = ports.controllers();
        String broker = "PLAINTEXT://127.0.0.1:" + ports.brokers().get(number - 1);
        config.setProperty("node.id", String.valueOf(number));
        config.setProperty(
                "controller.quorum.voters",
                IntStream.rangeClosed(1, controllers.size())
                        .mapToObj(id -> id + "@127.0.0.1:" + controllers.get(id - 1))
                        .collect(Collectors.joining(",")));
        config.setProperty("listeners", broker + ",CONTROLLER://127.0.0.1:" + controllers.get(number - 1));
        config.setProperty("advertised.listeners", broker);
        config.setProperty(
                "log.dirs", files.folder().resolve("kafka-data-" + number).toString());
        if (controllers.size() >= REPLICAS) {
            replicate(config);
        }
        settings.forEach((name, value) -> config.merge(name, value, (own, further) -> own + "," + further));
        Path file = files.folder().resolve("server-" + number + ".properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            config.store(out, null);
        }
        return file;
    }

    private static void replicate(Properties config) {
        config.setProperty("default.replication.factor", String.valueOf(REPLICAS));
        // One may be missing.
        config.setProperty("min.insync.replicas", String.valueOf(REPLICAS - 1));
        for (String name : config.stringPropertyNames()) {
            if (name.endsWith("topic.replication.factor") || name.endsWith("log.replication.factor")) {
                config.setProperty(name, String.valueOf(REPLICAS));
            } else if (name.endsWith(".min.isr")) {
                config.setProperty(name, String.valueOf(REPLICAS - 1));
            }
        }
    }
}
