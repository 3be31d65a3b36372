package io.tidewatch.quickstart.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.alerting.AlertingService;
import io.tidewatch.alerting.DeskCommand;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The risk desk's service with a real broker. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DeskServiceTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final int MESSAGES = 6_000;
    private static final int WINDOWS = 3_000;
    private static final int ALERTS = 300;
    private static final int KILLS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void killedTenTimesItLosesAndDoublesNothingAndWhatPeopleSayReachesKafka() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopics(2);
            produce(kafka.bootstrapServers());
            String url = "jdbc:h2:file:" + folder.resolve("desk").toAbsolutePath();
            int killedInTheMiddle = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                killOnceItHasStored(kafka, url, MESSAGES / (2 * KILLS));
                killedInTheMiddle += count(url, "SELECT COUNT(*) FROM message") < MESSAGES ? 1 : 0;
            }
            assertThat(killedInTheMiddle).isEqualTo(KILLS);

            Map<String, String> settings = new HashMap<>(settings(kafka, url));
            settings.put("http.port", "0");
            settings.put("kafka.max-batch", "500");
            try (AlertingService service = AlertingService.start(DeskConfig.from(settings), Clock.systemUTC())) {
                Client client =
                        new Client(service.address(), service.oneTimeToken().orElseThrow());
                await(() -> metric(client.metrics(), "tidewatch_desk_lag_records") == 0
                        && client.get("/readyz").path("status").asText().equals("ok"));
                JsonNode alert =
                        client.get("/api/v1/alerts?limit=1").path("items").path(0);
                client.post("/api/v1/alerts/" + alert.path("id").asText() + "/verdict", "{\"verdict\": \"real\"}");
                AnalystFeedback feedback = firstFeedback(kafka.bootstrapServers());
                assertThat(feedback.targetId()).isEqualTo(alert.path("id").asText());
                assertThat(feedback.verdict()).isEqualTo(AnalystFeedback.Verdict.REAL);
            }
            assertThat(count(url, "SELECT COUNT(*) FROM message")).isEqualTo(MESSAGES);
            assertThat(count(url, "SELECT COUNT(*) FROM trend_window")).isEqualTo(WINDOWS);
            // Sums that move with each window would show one that counted twice.
            assertThat(count(url, "SELECT SUM(negative) FROM trend_hour")).isEqualTo(3 * WINDOWS);
            assertThat(count(url, "SELECT COUNT(*) FROM alert")).isEqualTo(ALERTS);
            assertThat(count(url, "SELECT COUNT(*) FROM outbox")).isZero();
        }
    }

    @Test
    void topicsThatComeLaterAreRead() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            Map<String, String> settings = new HashMap<>(
                    settings(kafka, "jdbc:h2:file:" + folder.resolve("early").toAbsolutePath()));
            settings.put("http.port", "0");
            try (AlertingService service = AlertingService.start(DeskConfig.from(settings), Clock.systemUTC())) {
                Client client =
                        new Client(service.address(), service.oneTimeToken().orElseThrow());
                Thread.sleep(2_000); // Long enough to have asked Kafka for the topics.
                assertThat(client.get("/readyz").toString())
                        .contains("Kafka has not answered yet for model.shadow, or has no such topic");
                kafka.createTopics(1);
                await(() -> client.get("/readyz").path("status").asText().equals("ok"));
            }
        }
    }

    /** Starts the service as a program, and ends it without warning once it has stored so many messages more. */
    private void killOnceItHasStored(EmbeddedKafka kafka, String url, int messages) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                DeskCommand.class.getName());
        settings(kafka, url).forEach((name, value) -> builder.command().addAll(List.of("--" + name, value)));
        builder.command().addAll(List.of("--http.port", "0"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        File log = folder.resolve("service.log").toFile();
        Process process = builder.redirectError(log).start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = said.readLine();
            assertThat(line)
                    .as("%s", java.nio.file.Files.readString(log.toPath()))
                    .startsWith("Console: ");
            String token = said.readLine();
            Client client = new Client(
                    URI.create(line.substring("Console: ".length())), token.substring(token.lastIndexOf(' ') + 1));
            await(() -> client.messagesStored() >= messages);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Small batches, so that there is a middle to be killed in. */
    private Map<String, String> settings(EmbeddedKafka kafka, String url) {
        return Map.of(
                "kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "kafka.max-batch",
                "10",
                "database.url",
                url,
                "models.folder",
                folder.toString());
    }

    private static int count(String url, String query) {
        try (Connection connection = DriverManager.getConnection(
                        url + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "desk", "");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getInt(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The sum of a metric's values over its labels. */
    private static double metric(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            // Asked without a pause, the service would soon answer that these are too many requests.
            Thread.sleep(100);
        }
    }

    private static void produce(String servers) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            send(producer, Topics.SCORED, "{\"id\": \"no message at all\"}");
            for (int i = 0; i < MESSAGES; i++) {
                send(producer, Topics.SCORED, message(i));
            }
            for (int i = 0; i < WINDOWS; i++) {
                send(producer, Topics.TRENDS, window(i));
            }
            for (int i = 0; i < ALERTS; i++) {
                send(producer, Topics.ALERTS, alert(i));
                send(producer, Topics.ALERTS, alert(i));
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, Topics topic, String json) {
        producer.send(new ProducerRecord<>(topic.topic(), json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String message(int i) {
        return String.format(Locale.ROOT, """
                {"schemaVersion": 3, "id": "m%d", "source": "wire.example", "kind": "news", "publishedAt": "%s",
                 "text": "Corvane Energy halts refinery number %d", "url": null, "topic": "Macro",
                 "sentiment": "negative", "theme": "none", "probabilities": {"topic": {"Macro": 1.0}},
                 "uncertain": [], "highlights": {}, "storyId": "m%d", "novelty": "novel", "entities": ["CRVNEN"],
                 "model": {"version": "m1", "epoch": 0}, "reading": "whole",
                 "origin": {"topic": "news.raw", "partition": 0, "offset": %d}}""", i, START.plusSeconds(i), i, i, i);
    }

    private static String window(int i) {
        Instant start = START.plusSeconds(300L * i);
        return String.format(Locale.ROOT, """
                {"schemaVersion": 1, "key": {"topic": "Macro", "theme": null, "entity": null}, "windowStart": "%s",
                 "windowEnd": "%s", "revision": 0, "novel": {"negative": 3, "neutral": 1, "positive": 1},
                 "raw": {"negative": 4, "neutral": 1, "positive": 1}, "pressReleases": 0, "meanScore": -0.2,
                 "leadingTerms": [], "lateMessages": 0, "model": {"version": "m1", "epoch": 0}}""", start, start.plusSeconds(300));
    }

    private static String alert(int i) {
        Instant end = START.plusSeconds(3_600L * i);
        return String.format(Locale.ROOT, """
                {"schemaVersion": 1, "id": "a%d", "kind": "negative-surge", "state": "opened", "severity": "high",
                 "topic": "Macro", "theme": null, "entity": null, "surgeStart": "%s", "windowStart": "%s",
                 "windowEnd": "%s", "observedNegative": 9, "expectedNegative": 1.5, "expectedLow": 0, "expectedHigh": 4,
                 "score": 5.5, "pValue": 1e-7, "negativeShare": 0.8, "usualNegativeShare": 0.2, "total": 11,
                 "distinctStories": 9, "entities": [], "evidence": [], "leadingTerms": ["refinery"],
                 "model": {"version": "m1", "epoch": 0}, "offsets": [], "detectorVersion": "va-nb-1"}""", i, end.minusSeconds(900), end.minusSeconds(300), end);
    }

    private static AnalystFeedback firstFeedback(String servers) {
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
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    return EventJson.read(record.value(), AnalystFeedback.class);
                }
            }
        }
        throw new AssertionError("no feedback came");
    }

    /** A signed-in browser. */
    private static final class Client {
        private final HttpClient http = HttpClient.newHttpClient();
        private final URI address;
        private final String cookie;
        private final String csrf;

        Client(URI address, String oneTimeToken) throws Exception {
            this.address = address;
            HttpResponse<String> signedIn = http.send(
                    HttpRequest.newBuilder(URI.create(address + "/api/v1/session"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + oneTimeToken + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(200);
            String given = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
            cookie = given.substring(0, given.indexOf(';'));
            csrf = EventJson.mapper()
                    .readTree(signedIn.body())
                    .path("csrfToken")
                    .asText();
        }

        JsonNode get(String path) throws Exception {
            return EventJson.mapper().readTree(text(path));
        }

        String metrics() throws Exception {
            return text("/metrics");
        }

        /** How many messages this run of the service has stored. */
        int messagesStored() throws Exception {
            return (int) metric(metrics(), "tidewatch_desk_records_total{topic=\"news.scored\"");
        }

        private String text(String path) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                    .header("Cookie", cookie)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }

        void post(String path, String json) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                    .header("Cookie", cookie)
                    .header("X-CSRF-Token", csrf)
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }
}
