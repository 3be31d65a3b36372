package io.tidewatch.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.tidewatch.events.Alert;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.RejectedMessage;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.TestStreams.Fate;
import io.tidewatch.quickstart.TestStreams.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays the same stream, sound and malformed messages mixed, through a real broker and the real job, twice. */
class ReplayTest {
    private static final long SEED = 20310303;

    private static List<Line> lines;
    private static Run alone;
    private static Run inParallel;

    private record Run(Path folder, ReplayReport report, List<Alert> alertsTold, Set<Thread> clientsLeft) {}

    @BeforeAll
    static void replayTwice(@TempDir Path folder) throws Exception {
        lines = TestStreams.mixed(SEED);
        Path stream = TestStreams.write(
                folder.resolve("stream.jsonl.gz"),
                lines.stream().map(Line::bytes).toList());
        alone = replay(stream, folder.resolve("alone"), 1);
        inParallel = replay(stream, folder.resolve("in-parallel"), 2);
    }

    private static Run replay(Path stream, Path out, int parallelism) throws Exception {
        Feeder feeder = new Feeder(List.of(stream), null, null);
        Replay replay =
                new Replay(feeder, TestStreams.tinyBundle(), new Replay.Options(null, parallelism, null, Map.of()));
        List<Alert> alerts = new CopyOnWriteArrayList<>();
        Set<Thread> before = kafkaClients();
        ReplayReport report = replay.run(out, feeder.count(), read -> {}, alerts::add);
        Set<Thread> left = kafkaClients();
        left.removeAll(before);
        return new Run(out, report, alerts, left);
    }

    private static Set<Thread> kafkaClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kafka-"))
                .collect(Collectors.toSet());
    }

    @Test
    void noClientOfKafkaIsLeftBehind() {
        assertThat(alone.clientsLeft()).isEmpty();
        assertThat(inParallel.clientsLeft()).isEmpty();
    }

    @Test
    void everyMessageIsReadAndIsScoredARepeatOrRejected() {
        for (Run run : List.of(alone, inParallel)) {
            ReplayReport report = run.report();
            assertThat(report.messagesRead()).isEqualTo(lines.size());
            assertThat(report.scored()).isEqualTo(count(Fate.SCORED));
            assertThat(report.repeats()).isEqualTo(count(Fate.REPEAT));
            assertThat(report.rejected()).isEqualTo(count(Fate.REJECTED)).isEqualTo(1_000);
        }
    }

    @Test
    void everyRejectedLineComesWithItsReasonAndItsBytes() throws IOException {
        List<RejectedMessage> rejected = read("rejected.jsonl", RejectedMessage.class);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).fate() == Fate.REJECTED) {
                expected.add(i);
            }
        }
        assertThat(rejected)
                .extracting(message ->
                        place(message.origin().offset(), message.origin().partition()))
                .isEqualTo(expected);
        for (int i = 0; i < expected.size(); i++) {
            Line line = lines.get(expected.get(i));
            RejectedMessage message = rejected.get(i);
            assertThat(message.reason()).as(message.message()).isEqualTo(line.reason());
            assertThat(Base64.getDecoder().decode(Objects.requireNonNull(message.rawValue())))
                    .isEqualTo(line.bytes());
        }
    }

    @Test
    void everySoundLineIsScoredInInputOrderUnderItsOwnId() throws IOException {
        List<ScoredMessage> scored = read("scored.jsonl", ScoredMessage.class);
        List<String> expected = lines.stream()
                .filter(line -> line.fate() != Fate.REJECTED)
                .map(line -> Objects.requireNonNull(line.id()))
                .toList();
        assertThat(scored).extracting(ScoredMessage::id).isEqualTo(expected);
    }

    @Test
    void aRepeatIsTheSecondDeliveryAndCarriesTheFirstOnesDecision() throws IOException {
        for (ScoredMessage message : read("scored.jsonl", ScoredMessage.class)) {
            Line line =
                    lines.get(place(message.origin().offset(), message.origin().partition()));
            assertThat(message.novelty().name())
                    .as(message.id())
                    .isEqualTo(line.fate() == Fate.REPEAT ? "REDELIVERY" : "NOVEL");
            assertThat(message.storyId()).isEqualTo(message.id());
        }
    }

    @Test
    void nothingIsLateButWhatCameLate() {
        assertThat(alone.report().late()).isLessThanOrEqualTo(TestStreams.Oddity.LATE.lines());
        assertThat(inParallel.report().late()).isLessThanOrEqualTo(TestStreams.Oddity.LATE.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"scored.jsonl", "alerts.jsonl", "rejected.jsonl"})
    void parallelismChangesNoByte(String file) throws IOException {
        assertThat(inParallel.folder().resolve(file))
                .isNotEmptyFile()
                .hasSameBinaryContentAs(alone.folder().resolve(file));
    }

    /** Whether a message that is days late still finds its window open depends on how fast the others were read. */
    @Test
    void parallelismChangesNoTrendButThoseOfTheWindowOfTheLateMessages() throws IOException {
        String late = "\"windowStart\":\"" + TestStreams.LATE_WINDOW + '"';
        assertThat(Files.readAllLines(inParallel.folder().resolve("trends.jsonl")))
                .filteredOn(line -> !line.contains(late))
                .hasSizeGreaterThan(TestStreams.ORDINARY_MESSAGES)
                .isEqualTo(Files.readAllLines(alone.folder().resolve("trends.jsonl")).stream()
                        .filter(line -> !line.contains(late))
                        .toList());
    }

    @Test
    void thePlantedSurgeIsAlertedOnAndNothingBeforeIt() throws IOException {
        List<Alert> alerts = read("alerts.jsonl", Alert.class);
        assertThat(alerts).anySatisfy(alert -> {
            assertThat(alert.topic()).isEqualTo("Treasuries | Corporate Debt");
            assertThat(alert.windowEnd()).isBefore(TestStreams.SURGE_START.plusSeconds(1_800));
            assertThat(alert.leadingTerms()).contains("default");
            assertThat(alert.evidence())
                    .isNotEmpty()
                    .allMatch(evidence -> evidence.messageId().startsWith("surge-"));
        });
        assertThat(alerts).anyMatch(alert -> "credit and default".equals(alert.theme()));
        assertThat(alerts).allMatch(alert -> alert.windowEnd().isAfter(TestStreams.SURGE_START));
    }

    @Test
    void everyStepOfAnAlertIsToldOfOnceWhileTheReplayRuns() throws IOException {
        assertThat(alone.alertsTold()).containsExactlyInAnyOrderElementsOf(read("alerts.jsonl", Alert.class));
        assertThat(alone.report().alerts())
                .isEqualTo(alone.alertsTold().stream().map(Alert::id).distinct().count());
    }

    @Test
    void whatIsWrittenKeepsToTheContracts() throws IOException {
        Map<String, Topics> files = Map.of(
                "scored.jsonl", Topics.SCORED,
                "trends.jsonl", Topics.TRENDS,
                "alerts.jsonl", Topics.ALERTS,
                "rejected.jsonl", Topics.REJECTED);
        for (Map.Entry<String, Topics> file : files.entrySet()) {
            JsonSchema schema = schema(file.getValue());
            for (JsonNode value : read(file.getKey(), JsonNode.class)) {
                assertThat(schema.validate(value)).as(file.getKey()).isEmpty();
            }
        }
    }

    @Test
    void theReportHasEveryFieldAndSaysWhatHappened() throws IOException {
        JsonNode report = EventJson.mapper()
                .readTree(alone.folder().resolve("report.json").toFile());
        assertThat(report.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "messagesRead",
                        "rejected",
                        "repeats",
                        "scored",
                        "late",
                        "windowsClosed",
                        "alerts",
                        "seconds",
                        "messagesPerSecond",
                        "meanBatchSize",
                        "paddingRatio",
                        "latencyMillis",
                        "model",
                        "peakRssMiB");
        assertThat(report.path("latencyMillis").fieldNames()).toIterable().containsExactly("p50", "p95", "p99");
        assertThat(report.path("model").fieldNames()).toIterable().containsExactly("version", "variant", "device");
        assertThat(report.path("model").path("version").asText()).isEqualTo("0.0.1");
        assertThat(report.path("windowsClosed").asLong()).isPositive();
        assertThat(report.path("messagesPerSecond").asDouble()).isPositive();
        assertThat(report.path("meanBatchSize").asDouble()).isGreaterThanOrEqualTo(1);
        assertThat(report.path("paddingRatio").asDouble()).isGreaterThanOrEqualTo(1);
        assertThat(report.path("latencyMillis").path("p99").asLong()).isPositive();
        assertThat(EventJson.read(EventJson.write(report), ReplayReport.class)).isEqualTo(alone.report());
    }

    @Test
    void aStreamWithFewerLinesThanPartitionsEndsToo(@TempDir Path folder) throws Exception {
        Path stream = TestStreams.write(
                folder.resolve("stream.jsonl"),
                List.of(
                        TestStreams.utf8("no json"),
                        TestStreams.bytes(TestStreams.message("m1", TestStreams.START, "Tallow bond default"))));
        ReplayReport report = replay(stream, folder.resolve("out"), 2).report();
        assertThat(report)
                .extracting(ReplayReport::messagesRead, ReplayReport::scored, ReplayReport::rejected)
                .containsExactly(2L, 1L, 1L);
    }

    private static long count(Fate fate) {
        return lines.stream().filter(line -> line.fate() == fate).count();
    }

    private static int place(long offset, int partition) {
        return Math.toIntExact(offset * Replay.PARTITIONS + partition);
    }

    private static <T> List<T> read(String file, Class<T> type) throws IOException {
        return Files.readAllLines(alone.folder().resolve(file)).stream()
                .map(line -> EventJson.read(TestStreams.utf8(line), type))
                .toList();
    }

    private static JsonSchema schema(Topics topic) throws IOException {
        String resource = "/schemas/" + topic.schema() + ".v" + topic.schemaVersion() + ".json";
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        try (InputStream in = Objects.requireNonNull(EventJson.class.getResourceAsStream(resource))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in, config);
        }
    }
}
