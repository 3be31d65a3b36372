package io.tidewatch.quickstart.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.alerting.AlertingService;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser, on the service with a real broker; its script says what each page must do. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ConsoleBrowserTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyPageWorksInARealBrowserAndAVerdictReachesKafka() throws Exception {
        ConsoleBrowser.assumeInstalled();
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopics(1);
            InventedDesk.produce(kafka.bootstrapServers());
            DeskConfig config = DeskConfig.from(Map.of(
                    "http.port",
                    "0",
                    "kafka.bootstrap-servers",
                    kafka.bootstrapServers(),
                    "database.url",
                    "jdbc:h2:file:" + folder.resolve("desk").toAbsolutePath(),
                    "models.folder",
                    Path.of(System.getProperty("tidewatch.root"), "onnx-models").toString()));
            try (AlertingService service = AlertingService.start(config, Clock.systemUTC())) {
                try (ConsoleBrowser browser = ConsoleBrowser.start(service, "console", folder)) {
                    browser.finish();
                }
                assertThat(feedback(kafka.bootstrapServers())).anySatisfy(given -> {
                    assertThat(given.targetId()).isEqualTo("fire-company");
                    assertThat(given.verdict()).isEqualTo(AnalystFeedback.Verdict.REAL);
                });
            }
        }
    }

    /** What people said, up to the first verdict on the company's alert. */
    private static List<AnalystFeedback> feedback(String servers) {
        List<AnalystFeedback> feedback = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topics.FEEDBACK.topic(), 0)));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline
                    && feedback.stream().noneMatch(given -> given.targetId().equals("fire-company"))) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> feedback.add(EventJson.read(record.value(), AnalystFeedback.class)));
            }
        }
        return feedback;
    }
}
