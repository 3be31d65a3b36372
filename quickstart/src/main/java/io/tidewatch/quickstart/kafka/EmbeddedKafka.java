package io.tidewatch.quickstart.kafka;

import io.tidewatch.quickstart.FreePort;
import io.tidewatch.quickstart.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A real Kafka broker in KRaft mode, in a process of its own, on free ports of the loopback interface. Its data lie in a
 * temporary folder and are gone when it is closed.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** A few seconds do on an idle machine; on a busy one it takes over a minute. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final TemporaryFolder folder;
    private final Process process;
    private final String bootstrapServers;

    private EmbeddedKafka(TemporaryFolder folder, Process process, String bootstrapServers) {
        this.folder = folder;
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts a broker and waits until it answers. */
    public static EmbeddedKafka start() throws IOException {
        return start(Map.of(), List.of());
    }

    /**
     * As above, with more settings of the broker.
     *
     * @param more by name; where the broker has a value already, as of {@code listeners}, it is a list that they lengthen
     * @param jvmOptions of its process
     */
    static EmbeddedKafka start(Map<String, String> more, List<String> jvmOptions) throws IOException {
        TemporaryFolder folder = TemporaryFolder.create("tidewatch-kafka-");
        int port = FreePort.find();
        Path config = folder.path().resolve("server.properties");
        Path log = folder.path().resolve("broker.log");
        writeConfig(config, folder.path().resolve("data"), port, FreePort.find(), more);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-Xms64m", "-XX:+UseSerialGC", "-Dtidewatch.log.level=WARN"));
        command.addAll(jvmOptions);
        command.addAll(List.of(BrokerProcess.class.getName(), config.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // In the environment, because a class path can be longer than a command line may be.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        EmbeddedKafka kafka = new EmbeddedKafka(folder, builder.start(), "127.0.0.1:" + port);
        try {
            kafka.awaitReady(log);
            return kafka;
        } catch (IOException | RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Creates every topic of the contracts.
     *
     * @param rawPartitions partitions of {@code news.raw}; the others have one, but {@code news.scored} as many
     */
    public void createTopics(int rawPartitions) throws IOException {
        TopicSetup.create(bootstrapServers, rawPartitions, START_TIMEOUT);
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    private void awaitReady(Path log) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try (Admin admin = admin()) {
            while (System.nanoTime() < deadline && process.isAlive()) {
                try {
                    admin.describeCluster().nodes().get(1, TimeUnit.SECONDS);
                    return;
                } catch (ExecutionException | TimeoutException e) {
                    // Not up yet: ask again until the deadline.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("the Kafka broker did not start; its log ends with:\n" + tail(log));
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static void writeConfig(Path file, Path data, int port, int controllerPort, Map<String, String> more)
            throws IOException {
        Properties config = new Properties();
        config.setProperty("process.roles", "broker,controller");
        config.setProperty("node.id", "1");
        config.setProperty("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
        config.setProperty("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        config.setProperty("controller.listener.names", "CONTROLLER");
        config.setProperty("log.dirs", data.toString());
        config.setProperty("auto.create.topics.enable", "false");
        config.setProperty("message.max.bytes", String.valueOf(TopicSetup.MAX_MESSAGE_BYTES));
        config.setProperty("group.initial.rebalance.delay.ms", "0");
        // One broker: internal topics have one copy, and few partitions so that it starts fast.
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.setProperty(topic + ".replication.factor", "1");
            config.setProperty(topic + ".num.partitions", "2");
        }
        config.setProperty("transaction.state.log.min.isr", "1");
        config.setProperty("share.coordinator.state.topic.min.isr", "1");
        more.forEach((name, value) -> config.merge(name, value, (own, further) -> own + "," + further));
        try (var out = Files.newBufferedWriter(file)) {
            config.store(out, null);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        folder.close();
    }
}
