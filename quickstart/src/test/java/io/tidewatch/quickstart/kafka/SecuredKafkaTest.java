package io.tidewatch.quickstart.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.alerting.AlertingService;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.quickstart.FreePort;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.flink.EmbeddedJob;
import io.tidewatch.quickstart.kafka.SecuredKafka.SignIn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The components with a broker that wants TLS, SCRAM or tokens, and rights. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SecuredKafkaTest {
    private static final String JOB = "tidewatch-job";
    private static final String DESK = "tidewatch-desk";
    private static final String FEED = "tidewatch-feed";
    private static final int MESSAGES = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path folder = Path.of("");

    private static SecuredKafka kafka;

    @BeforeAll
    static void startBroker() throws Exception {
        kafka = SecuredKafka.start(folder, Set.of(JOB, DESK, FEED), DocumentedRights.read());
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @ParameterizedTest
    @EnumSource(SignIn.class)
    void feedJobAndDeskWorkWithTheDocumentedRightsAndNoSecretIsLoggedOrShown(SignIn signIn) throws Exception {
        int port = FreePort.find();
        try (CapturedLog log = new CapturedLog()) {
            try (EmbeddedJob job = job(signIn, SecuredKafka.password(JOB), port);
                    AlertingService desk = AlertingService.start(deskConfig(signIn), Clock.systemUTC())) {
                feed(signIn);
                // The last one waits for a later one to say that its time has passed.
                await(() -> count(signIn, "message WHERE id LIKE '" + signIn + "%'") == MESSAGES - 1
                        && count(signIn, "trend_window") > 0);
                assertThat(job.hasEnded()).isFalse();
                assertThat(desk.address()).isNotNull();
                String id = jobId(port);
                for (String path : List.of(
                        "/jobs/" + id + "/config", "/jobs/" + id, "/jobmanager/config", "/jobmanager/environment")) {
                    assertNoSecret(get(port, path));
                }
            }
            assertThat(log.text())
                    .contains(
                            "sasl.mechanism = " + (signIn == SignIn.SCRAM ? "SCRAM-SHA-512" : "OAUTHBEARER"),
                            "sasl.jaas.config = [hidden]");
            assertNoSecret(log.text());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SCRAM, invalid credentials with SASL mechanism SCRAM-SHA-512",
        "TOKEN, The response code 401 and error response"
    })
    void aWrongPasswordIsRefusedWithAPlainErrorAmongTheJobsExceptions(SignIn signIn, String error) throws Exception {
        int port = FreePort.find();
        String wrong = "wr0ng-5ecret";
        try (CapturedLog log = new CapturedLog();
                EmbeddedJob job = job(signIn, wrong, port)) {
            String exceptions = "/jobs/" + jobId(port) + "/exceptions";
            await(() -> get(port, exceptions).contains(error));
            assertThat(get(port, exceptions)).doesNotContain(wrong);
            assertThat(log.text()).doesNotContain(wrong);
            assertNoSecret(log.text());
            assertThat(job.hasEnded()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tidewatch-job, sentiment.alerts",
        "tidewatch-job, model.shadow",
        "tidewatch-desk, analyst.feedback",
        "tidewatch-desk, model.control"
    })
    void mayWriteWhatIsDocumented(String user, String topic) throws Exception {
        write(user, topic);
    }

    @ParameterizedTest
    @CsvSource({
        "tidewatch-job, news.raw",
        "tidewatch-job, model.control",
        "tidewatch-job, analyst.feedback",
        "tidewatch-desk, news.raw",
        "tidewatch-desk, news.scored",
        "tidewatch-desk, sentiment.alerts",
        "tidewatch-feed, model.control",
        "tidewatch-feed, sentiment.alerts"
    })
    void mayNotWriteWhatIsNot(String user, String topic) {
        assertThatThrownBy(() -> write(user, topic)).hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "tidewatch-job, news.rejected",
        "tidewatch-job, sentiment.alerts",
        "tidewatch-desk, news.raw",
        "tidewatch-desk, analyst.feedback",
        "tidewatch-feed, news.raw",
        "tidewatch-feed, news.scored"
    })
    void mayNotReadWhatIsNotDocumented(String user, String topic) throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                client(SignIn.SCRAM, user), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            assertThatThrownBy(() -> consumer.poll(PATIENCE)).isInstanceOf(TopicAuthorizationException.class);
        }
    }

    private static EmbeddedJob job(SignIn signIn, String password, int webPort) throws Exception {
        Map<String, String> settings = settings(signIn, JOB, password);
        settings.put("inference.bundle", TestStreams.tinyBundle().toString());
        settings.put("ingest.max-out-of-orderness", "0ms");
        settings.put("alerts.follow-desk", "true"); // so that it needs that right too
        return EmbeddedJob.start(JobConfig.from(settings), 1, Duration.ofSeconds(1), webPort, null);
    }

    private static DeskConfig deskConfig(SignIn signIn) throws Exception {
        Map<String, String> settings = settings(signIn, DESK, SecuredKafka.password(DESK));
        settings.put("http.port", "0");
        settings.put("database.url", database(signIn));
        settings.put("models.folder", folder.toString());
        return DeskConfig.from(settings);
    }

    private static Map<String, String> settings(SignIn signIn, String user, String password) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap-servers", kafka.bootstrapServers());
        kafka.clientProperties(signIn, user, password)
                .forEach((name, value) -> settings.put("kafka.property." + name, value));
        return settings;
    }

    private static Map<String, Object> client(SignIn signIn, String user) throws Exception {
        Map<String, Object> settings = new HashMap<>(kafka.clientProperties(signIn, user, SecuredKafka.password(user)));
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        return settings;
    }

    private static void feed(SignIn signIn) throws Exception {
        Instant start = Instant.now().minus(Duration.ofMinutes(15L * MESSAGES));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(signIn, FEED), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < MESSAGES; i++) {
                byte[] value = TestStreams.bytes(TestStreams.message(
                        signIn + "-" + i, start.plus(Duration.ofMinutes(15L * i)), "Factory " + i + " reports a loss"));
                producer.send(new ProducerRecord<>(Topics.RAW.topic(), value)).get();
            }
            producer.send(new ProducerRecord<>(Topics.RAW.topic(), TestStreams.utf8("no json")))
                    .get();
        }
    }

    private static void write(String user, String topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(SignIn.SCRAM, user), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, TestStreams.utf8("{}"))).get();
        }
    }

    private static int count(SignIn signIn, String table) {
        try (Connection connection = DriverManager.getConnection(database(signIn), "desk", "");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String database(SignIn signIn) {
        return "jdbc:h2:mem:" + signIn + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
    }

    private static void assertNoSecret(String text) {
        assertThat(text)
                .doesNotContain(SecuredKafka.STORE_PASSWORD, SecuredKafka.password(JOB), SecuredKafka.password(DESK));
    }

    private static String jobId(int port) throws Exception {
        JsonNode jobs = EventJson.mapper().readTree(get(port, "/jobs")).path("jobs");
        return jobs.path(0).path("id").asText();
    }

    private static String get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }
}
