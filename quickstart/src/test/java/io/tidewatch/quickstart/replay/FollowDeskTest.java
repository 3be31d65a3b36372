package io.tidewatch.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.DeskSetting;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.surge.budget.AttentionBudget;
import io.tidewatch.quickstart.flink.EmbeddedJob;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the desk says reaches the running job, with a real broker, the released model and the demo stream. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FollowDeskTest {
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** Two events of the stream raise an alert on it, before and after this day. */
    private static final String THEME = "operations, safety and cyber";

    private static final double FIRST_THRESHOLD = 2.6;
    /** A desk that reads so many is shown whatever is found. */
    private static final int MORE_THAN_THERE_ARE = 1_000;

    /** The payments outage, after that day, raises an alert on it. */
    private static final String COMPANY = "PYLK";

    private static final double OF_COMPANY = 3.3;

    private static final Instant BETWEEN = Instant.parse("2026-03-12T00:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private final List<Alert> alerts = new CopyOnWriteArrayList<>();

    @Test
    void verdictsBudgetAndThresholdsOfTheDeskHoldAndWhatSaysNothingDoesNoHarm() throws Exception {
        Path bundle = ModelBundle.find(Path.of(System.getProperty("tidewatch.root"), "onnx-models"), null);
        try (OnExit onExit = new OnExit()) {
            EmbeddedKafka kafka = onExit.add(EmbeddedKafka.start());
            kafka.createTopics(PARTITIONS);
            String servers = kafka.bootstrapServers();
            onExit.add(EmbeddedJob.start(
                    Replay.config(servers, bundle, Map.of("alerts.follow-desk", "true")),
                    2,
                    Duration.ofSeconds(1),
                    null,
                    null));
            onExit.add(new AlertTail(servers, alerts::add));

            feed(servers, null, BETWEEN);
            Alert first = await(alert -> true);
            assertThat(first.threshold()).isEqualTo(FIRST_THRESHOLD);
            say(servers, first);
            feed(servers, BETWEEN, null);

            Alert second = await(alert -> alert.windowEnd().isAfter(BETWEEN));
            assertThat(second.threshold()).isCloseTo(AttentionBudget.LEAST_SCORE + 0.1, Offset.offset(1e-9));
            await(() -> alerts.stream().anyMatch(alert -> COMPANY.equals(alert.entity())));
            assertThat(alerts)
                    .filteredOn(alert -> COMPANY.equals(alert.entity()))
                    .allSatisfy(alert -> assertThat(alert.threshold()).isEqualTo(OF_COMPANY));
            assertThat(alerts)
                    .filteredOn(alert -> !THEME.equals(alert.theme()) && !COMPANY.equals(alert.entity()))
                    .filteredOn(alert -> alert.state() == AlertState.OPENED)
                    .isNotEmpty()
                    .allSatisfy(alert -> assertThat(alert.threshold())
                            .isEqualTo(
                                    alert.windowEnd().isAfter(BETWEEN)
                                            ? AttentionBudget.LEAST_SCORE
                                            : FIRST_THRESHOLD));
        }
    }

    private void feed(String servers, @Nullable Instant from, @Nullable Instant to) throws Exception {
        Path stream = folder.resolve("demo-stream.jsonl.gz");
        if (Files.notExists(stream)) {
            try (InputStream bundled =
                    Objects.requireNonNull(getClass().getResourceAsStream("/demo/demo-stream.jsonl.gz"))) {
                Files.copy(bundled, stream);
            }
        }
        new Feeder(List.of(stream), from, to).feed(servers, Topics.RAW.topic(), PARTITIONS, null, sent -> {});
    }

    /** The opening on the theme that is asked for. */
    private Alert await(Predicate<Alert> wanted) throws InterruptedException {
        Predicate<Alert> opening =
                alert -> alert.state() == AlertState.OPENED && THEME.equals(alert.theme()) && wanted.test(alert);
        await(() -> alerts.stream().anyMatch(opening));
        return alerts.stream().filter(opening).findFirst().orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Says that it is a false alarm, how many alerts the desk reads, and a company's threshold, after records that say nothing. */
    private static void say(String servers, Alert alert) throws Exception {
        AnalystFeedback verdict = new AnalystFeedback(
                Topics.FEEDBACK.schemaVersion(),
                "f-1",
                Instant.now(),
                "ann",
                AnalystFeedback.Target.ALERT,
                alert.id(),
                AnalystFeedback.Verdict.FALSE_ALARM,
                Map.of(),
                null,
                alert.model());
        DeskSetting setting = new DeskSetting(
                Topics.SETTINGS.schemaVersion(),
                "s-1",
                Instant.now(),
                "ann",
                MORE_THAN_THERE_ARE,
                Map.of("entity=" + COMPANY, OF_COMPANY));
        byte[][] nothing = {{'{', '}'}, null};
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            for (Topics topic : List.of(Topics.FEEDBACK, Topics.SETTINGS)) {
                Object said = topic == Topics.FEEDBACK ? verdict : setting;
                for (byte[] record : new byte[][] {nothing[0], nothing[1], EventJson.write(said)}) {
                    producer.send(new ProducerRecord<>(topic.topic(), 0, new byte[] {1}, record))
                            .get();
                }
                awaitCheckpointed(admin, new TopicPartition(topic.topic(), 0), nothing.length + 1);
            }
        }
    }

    private static void awaitCheckpointed(Admin admin, TopicPartition partition, long records) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var read = admin.listConsumerGroupOffsets("tidewatch-desk")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            if (read != null && read.offset() >= records) {
                return;
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
