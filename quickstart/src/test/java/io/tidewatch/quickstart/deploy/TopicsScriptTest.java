package io.tidewatch.quickstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.Programs;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.tools.TopicCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the compose file's service {@code topics} runs, with Kafka's own program and a real broker. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TopicsScriptTest {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyTopicOfTheContractsIsMadeAndWhatIsThereIsLeft() throws Exception {
        putKafkaTopics();
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("model.shadow", 3, (short) 1)))
                    .all()
                    .get();

            ProcessBuilder script = new ProcessBuilder(
                    "bash", ROOT.resolve("deploy/kafka/create-topics.sh").toString(), kafka.bootstrapServers());
            script.environment().put("KAFKA_HOME", folder.toString());
            Programs.run(script);

            List<String> topics =
                    Arrays.stream(Topics.values()).map(Topics::topic).toList();
            assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrderElementsOf(topics);
            Map<String, Integer> partitions = new TreeMap<>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) ->
                            partitions.put(name, topic.partitions().size()));
            assertThat(partitions)
                    .containsEntry("news.raw", 4)
                    .containsEntry("news.scored", 4)
                    .containsEntry("model.control", 1)
                    .containsEntry("model.shadow", 3);
            Map<String, Config> configs = admin
                    .describeConfigs(topics.stream()
                            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                            .toList())
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
            assertThat(configs.get("news.raw").get("retention.ms").value()).isEqualTo("-1");
            assertThat(configs.get("news.raw").get("retention.bytes").value()).isEqualTo("8589934592");
            assertThat(configs.get("sentiment.alerts").get("retention.bytes").value())
                    .isEqualTo("-1");
        }
    }

    /** A Kafka home whose program is the one of this class path. */
    private void putKafkaTopics() throws Exception {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("kafka-topics.sh");
        Files.writeString(program, """
                #!/bin/sh
                exec %s -XX:TieredStopAtLevel=1 -cp '%s' %s "$@"
                """.formatted(
                        ProcessHandle.current().info().command().orElse("java"),
                        System.getProperty("java.class.path"),
                        TopicCommand.class.getName()));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
