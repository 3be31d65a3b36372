package io.tidewatch.quickstart.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.events.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EmbeddedKafkaTest {
    private static final int RAW_PARTITIONS = 3;

    /** Starts a broker, says where it is, and never closes it. */
    static final class CarelessParent {
        private CarelessParent() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedKafka kafka = EmbeddedKafka.start();
            System.out.println(broker(ProcessHandle.current()).pid() + " " + kafka.bootstrapServers());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void answersHasAllTopicsAndLeavesNothingBehind() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        ProcessHandle process = broker(ProcessHandle.current());
        Path folder = configFile(process).getParent();
        try (kafka) {
            assertThat(folder).isDirectory();
            kafka.createTopics(RAW_PARTITIONS);
            try (Admin admin =
                    Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
                assertAllTopicsAreThere(admin);
            }
        }
        assertThat(process.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
        assertThatThrownBy(() -> connect(kafka.bootstrapServers())).isInstanceOf(ConnectException.class);
    }

    @Test
    void endsWithTheProcessThatStartedItHoweverThatOneEnded(@TempDir Path folder) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder,
                        CarelessParent.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process parent = builder.start();
        ProcessHandle broker;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            String[] words = Objects.requireNonNull(said.readLine()).split(" ");
            broker = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
            connect(words[1]);
        } finally {
            parent.destroyForcibly().waitFor();
        }
        broker.onExit().get(5, TimeUnit.MINUTES);
        assertThat(broker.isAlive()).isFalse();
    }

    private static void assertAllTopicsAreThere(Admin admin) throws Exception {
        Set<String> topics = admin.listTopics().names().get();
        assertThat(topics)
                .containsAll(Arrays.stream(Topics.values()).map(Topics::topic).toList());
        Map<String, TopicDescription> descriptions =
                admin.describeTopics(topics).allTopicNames().get();
        for (Topics topic : Topics.values()) {
            boolean wide = topic == Topics.RAW || topic == Topics.SCORED;
            assertThat(descriptions.get(topic.topic()))
                    .as(topic.topic())
                    .extracting(description -> description.partitions().size())
                    .isEqualTo(wide ? RAW_PARTITIONS : 1);
        }
    }

    private static ProcessHandle broker(ProcessHandle parent) {
        return parent.children()
                .filter(child -> Arrays.asList(child.info().arguments().orElse(new String[0]))
                        .contains(BrokerProcess.class.getName()))
                .findFirst()
                .orElseThrow();
    }

    private static Path configFile(ProcessHandle broker) {
        String[] arguments = broker.info().arguments().orElseThrow();
        return Path.of(arguments[arguments.length - 1]);
    }

    private static void connect(String server) throws IOException {
        int port = Integer.parseInt(server.substring(server.indexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
