package io.tidewatch.quickstart.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewatch.alerting.AlertingService;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import java.nio.file.Files;
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

/**
 * The console in a real browser, on the service with a real broker: alerting/console/browser-tests says what it must do.
 * With the environment variable {@code TIDEWATCH_SCREENSHOTS} the pages' pictures are left in that folder.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ConsoleBrowserTest {
    private static final Path CONSOLE = Path.of(System.getProperty("tidewatch.root", ".."))
            .resolve("alerting")
            .resolve("console");
    private static final List<Path> CHROMIUM = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyPageWorksInARealBrowserAndAVerdictReachesKafka() throws Exception {
        Path chromium =
                CHROMIUM.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(chromium != null, "skipped: no Chromium on this machine; install the package chromium");
        assumeTrue(
                AlertingService.class.getResource("/console/index.html") != null,
                "skipped: the console was not built; build without -Dskip.console=true");
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
                    CONSOLE.resolve("../../onnx-models").normalize().toString()));
            try (AlertingService service = AlertingService.start(config, Clock.systemUTC())) {
                browse(service, chromium);
                assertThat(feedback(kafka.bootstrapServers())).anySatisfy(given -> {
                    assertThat(given.targetId()).isEqualTo("fire-company");
                    assertThat(given.verdict()).isEqualTo(AnalystFeedback.Verdict.REAL);
                });
            }
        }
    }

    private void browse(AlertingService service, Path chromium) throws Exception {
        Path said = folder.resolve("browser-test.log");
        ProcessBuilder builder = new ProcessBuilder("npm", "run", "--silent", "browser-test")
                .directory(CONSOLE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("TIDEWATCH_CONSOLE", service.address().toString());
        builder.environment().put("TIDEWATCH_TOKEN", service.oneTimeToken().orElseThrow());
        builder.environment().put("TIDEWATCH_CHROMIUM", chromium.toString());
        builder.environment().put("NO_COLOR", "1");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("%s", Files.readString(said)).isZero();
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
