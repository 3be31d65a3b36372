package io.tidewatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.quickstart.cli.ModelOption;
import io.tidewatch.quickstart.cluster.Cluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the whole smoke benchmark once, with a tiny model and a recorded stream: broker, job and peers are real. */
class BenchCommandTest {
    private static final Path ROOT = ModelOption.root();
    private static final Path TINY = ROOT.resolve("training/tests/fixtures/tiny-bundle");
    private static final Path DEMO = ROOT.resolve("quickstart/src/main/resources/demo/demo-stream.jsonl.gz");
    private static final int REPETITIONS = 2;
    private static final int RECORDED_LINES = 600;
    private static final Set<Figure> PEERS =
            EnumSet.of(Figure.PIPELINE_FINBERT, Figure.PIPELINE_OWN, Figure.ONNX_PYTHON);
    private static final Set<Figure> LATENCIES = EnumSet.of(Figure.LATENCY_P50, Figure.LATENCY_P95, Figure.LATENCY_P99);

    private static Outcome outcome = new Outcome(-1, "", "");
    private static JsonNode report = EventJson.mapper().createObjectNode();

    /** How a run of the program ended and what it printed. */
    private record Outcome(int status, String out, String err) {}

    @BeforeAll
    static void runQuickly(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("report.json");
        outcome = run(
                "--quick",
                "--repetitions",
                String.valueOf(REPETITIONS),
                "--model",
                TINY.toString(),
                "--json",
                json.toString(),
                "--stream",
                beginningOfTheDemo(folder).toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        report = EventJson.mapper().readTree(json.toFile());
    }

    private static Path beginningOfTheDemo(Path folder) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(DEMO))) {
            String lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Files.write(
                    folder.resolve("stream.jsonl"),
                    lines.lines().limit(RECORDED_LINES).toList());
        }
    }

    @Test
    void theMachineIsDescribed() {
        JsonNode machine = report.path("machine");
        assertThat(machine.path("cores").asInt()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(machine.path("memoryMiB").asLong()).isPositive();
        for (String field : List.of("processor", "system", "jvm", "onnxRuntime")) {
            assertThat(machine.path(field).asText()).as(field).isNotBlank();
        }
        assertThat(outcome.out()).contains(machine.path("processor").asText());
    }

    @Test
    void everyFigureIsMeasuredInEveryRepetition() {
        EnumSet<Figure> expected = EnumSet.allOf(Figure.class);
        if (!Files.isExecutable(Peers.python(ROOT))) {
            expected.removeAll(PEERS);
            assertThat(report.path("skipped").toString()).contains("training environment");
        }
        assertFigures(section(0), expected);
        expected.removeAll(LATENCIES);
        assertFigures(section(1), expected);
    }

    private static void assertFigures(JsonNode section, Set<Figure> expected) {
        List<String> names = new ArrayList<>();
        section.path("figures").fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactlyElementsOf(expected.stream().map(Figure::key).toList());
        for (JsonNode figure : section.path("figures")) {
            assertThat(values(figure)).hasSize(REPETITIONS).allMatch(value -> value > 0 && value < 1e9);
            double median = figure.path("median").asDouble();
            assertThat(median)
                    .isBetween(figure.path("min").asDouble(), figure.path("max").asDouble());
            assertThat(outcome.out()).contains(figure.path("meaning").asText());
        }
        assertThat(values(figure(section, Figure.PADDING))).allMatch(ratio -> ratio >= 1);
    }

    @Test
    void anEnduranceRunTellsMemoryAndCostOverTime(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("endurance.json");

        Outcome endured = run("--endurance", "2000", "--model", TINY.toString(), "--json", json.toString());

        assertThat(endured.status()).as(endured.err()).isZero();
        JsonNode result = EventJson.mapper().readTree(json.toFile());
        assertThat(result.path("steps")).hasSize(20).allSatisfy(step -> {
            assertThat(step.path("microsPerMessage").asDouble()).isPositive();
            assertThat(step.path("heapMiB").asDouble()).isPositive();
        });
        double beginning = heap(result, 4, 8);
        assertThat(result.path("heapGrowthMiB").asDouble()).isCloseTo(heap(result, 16, 20) - beginning, within(1e-6));
        assertThat(endured.out()).contains("cost per message");
    }

    @Test
    void hostileMessagesAreAllAccountedFor(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("hostile.json");

        Outcome endured =
                run("--endurance", "2000", "--hostile", "--model", TINY.toString(), "--json", json.toString());

        assertThat(endured.status()).as(endured.err()).isZero();
        JsonNode counts = EventJson.mapper().readTree(json.toFile()).path("outcome");
        assertThat(counts.path("scored").asLong() + counts.path("rejected").asLong())
                .isEqualTo(2_000);
        assertThat(counts.path("scored").asLong()).isGreaterThan(500);
        assertThat(counts.path("rejected").asLong()).isGreaterThan(500);
    }

    @Test
    void theDeskTakesEverythingInShowsEveryPageAndTellsEveryViewer(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("desk.json");

        Outcome measured = run("--desk", "2000", "--quick", "--model", TINY.toString(), "--json", json.toString());

        assertThat(measured.status()).as(measured.err()).isZero();
        JsonNode result = EventJson.mapper().readTree(json.toFile());
        assertThat(result.path("messages").asLong()).isEqualTo(2_000);
        assertThat(result.path("alerts").asInt()).isEqualTo(2_000 / DeskHistory.MESSAGES_PER_ALERT);
        assertThat(result.path("intakePerSecond").asDouble()).isPositive();
        DeskBench.Plan plan = DeskBench.Plan.quick(2_000);
        for (DeskPage page : DeskPage.values()) {
            for (String when : List.of("quiet", "live")) {
                JsonNode times = result.path(when).path(page.key());
                assertThat(times.path("count").asInt()).as(page.key()).isEqualTo(plan.visits());
                assertThat(times.path("p95").asDouble())
                        .isBetween(
                                times.path("p50").asDouble(), times.path("max").asDouble());
            }
        }
        assertThat(result.path("delivery").path("count").asInt()).isEqualTo(plan.viewers() * plan.alertsLive());
        assertThat(measured.out()).contains("slowest page in quiet", "an alert reaches " + plan.viewers() + " viewers");
    }

    @Test
    void aSoakTellsHowTheClusterDoesAndAccountsForEveryMessage(@TempDir Path folder) throws IOException {
        assumeTrue(
                System.getenv("CI") != null || jobJarIsBuilt(),
                "there is no job jar: run 'mvn -B package -pl flink-job -am' first");
        Path json = folder.resolve("soak.json");

        Outcome soaked = run(
                "--soak",
                "0.5",
                "--rate",
                "50",
                "--keys",
                "300",
                "--partitions",
                "2",
                "--set",
                "trend.window=1m",
                "--model",
                TINY.toString(),
                "--json",
                json.toString());

        assertThat(soaked.status()).as(soaked.err()).isZero();
        JsonNode result = EventJson.mapper().readTree(json.toFile());
        assertThat(result.path("sent").asLong()).isEqualTo(30 * 50);
        assertThat(result.path("scored").asLong() + result.path("rejected").asLong())
                .isGreaterThanOrEqualTo(result.path("sent").asLong());
        assertThat(result.path("plan").path("job").path("trend.window").asText())
                .isEqualTo("1m");
        assertThat(result.path("samples")).isNotEmpty().allSatisfy(sample -> {
            assertThat(sample.path("heapMiB").asDouble()).isPositive();
            assertThat(sample.path("residentMiB").asDouble())
                    .isGreaterThan(sample.path("heapMiB").asDouble());
            assertThat(sample.path("openFiles").asLong()).isPositive();
        });
        assertThat(result.path("samples").findValues("stateMiB"))
                .last()
                .satisfies(state -> assertThat(state.asDouble()).isPositive());
        assertThat(soaked.out())
                .contains("300 companies", "none lost or doubled; partitions: 2", "stopping " + Cluster.TASK_MANAGER);
    }

    private static boolean jobJarIsBuilt() throws IOException {
        try (Stream<Path> built = Files.list(ROOT.resolve("flink-job/target"))) {
            return built.anyMatch(file -> file.toString().endsWith("-job.jar"));
        }
    }

    private static double heap(JsonNode result, int from, int to) {
        return IntStream.range(from, to)
                .mapToDouble(
                        step -> result.path("steps").path(step).path("heapMiB").asDouble())
                .average()
                .orElseThrow();
    }

    @Test
    void quantilesOfLatencyAreInOrder() {
        List<Double> p50 = values(figure(section(0), Figure.LATENCY_P50));
        List<Double> p95 = values(figure(section(0), Figure.LATENCY_P95));
        List<Double> p99 = values(figure(section(0), Figure.LATENCY_P99));
        for (int i = 0; i < REPETITIONS; i++) {
            assertThat(p50.get(i)).isLessThanOrEqualTo(p95.get(i));
            assertThat(p95.get(i)).isLessThanOrEqualTo(p99.get(i));
        }
    }

    @Test
    void aBarIsTheRatioOfTheFiguresOfItsRepetitions() {
        JsonNode section = section(0);
        List<Double> job = values(figure(section, Figure.JOB));
        List<Double> limit = values(figure(section, Figure.LIMIT));
        JsonNode bar = section.path("bars").path(Bar.JOB_TO_LIMIT.title());
        double first = job.get(0) / limit.get(0);
        double second = job.get(1) / limit.get(1);
        assertThat(bar.path("median").asDouble()).isCloseTo((first + second) / 2, within(1e-9));
        assertThat(bar.path("min").asDouble()).isCloseTo(Math.min(first, second), within(1e-9));
        for (Bar each : Bar.values()) {
            JsonNode entry = section.path("bars").path(each.title());
            if (!entry.isMissingNode()) {
                assertThat(entry.path("verdict").asText())
                        .isEqualTo(each.verdict(entry.path("median").asDouble()));
                assertThat(outcome.out()).contains(each.title());
            }
        }
    }

    @Test
    void noMessageIsLostAndNoneOfTheInputIsARepeat() {
        for (JsonNode section : report.path("sections")) {
            assertThat(section.path("runs")).hasSize(3 * REPETITIONS);
            for (JsonNode run : section.path("runs")) {
                assertThat(run.path("scored").asLong() + run.path("rejected").asLong())
                        .isPositive()
                        .isEqualTo(run.path("sent").asLong());
                if (run.path("figure").asText().equals(Figure.JOB.key())) {
                    assertThat(run.path("sent").asLong())
                            .isEqualTo(section.path("messages").asLong());
                    assertThat(run.path("rejected").asLong()).isZero();
                    assertThat(run.path("repeats").asLong()).isZero();
                }
            }
        }
        Plan plan = Plan.quick(REPETITIONS);
        assertThat(section(0).path("messages").asInt()).isEqualTo(plan.messages());
        assertThat(sent(section(0), Figure.NAIVE_JOB)).isEqualTo(plan.naiveMessages());
        assertThat(sent(section(0), Figure.CONSTANT_JOB)).isEqualTo(plan.constantMessages());
        assertThat(sent(section(1), Figure.CONSTANT_JOB)).isEqualTo(RECORDED_LINES);
    }

    @Test
    void aSmokeTestSaysSo() {
        assertThat(report.path("quick").asBoolean()).isTrue();
        assertThat(outcome.out()).contains("its figures mean little");
    }

    @ParameterizedTest
    @CsvSource({
        "--repetitions 0, --repetitions",
        "--messages 1, --messages",
        "--stream nowhere.jsonl, nowhere.jsonl",
        "--json nowhere/report.json, --json",
        "--detectors nowhere, nowhere",
        "--hostile, --endurance",
        "--desk 1, --desk",
        "--soak 0, --soak",
        "--rate 0, --rate",
        "--fast, --fast"
    })
    void wrongUsageHasStatusTwoAndSaysWhatIsWrong(String arguments, String named) {
        Outcome wrong = run(arguments.split(" "));
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains(named).doesNotContain("\tat ");
    }

    @Test
    void theHelpTellsTheOptions() {
        Outcome help = run("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("--quick", "--json", "--stream", "--repetitions", "--messages", "--micro", "--model")
                .contains("--endurance", "--desk", "--soak", "--detectors");
    }

    @Test
    void detectorsAreComparedInATable(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("detectors.json");

        Outcome compared = run("--detectors", "--json", json.toString());

        assertThat(compared.status()).as(compared.err()).isZero();
        JsonNode result = EventJson.mapper().readTree(json.toFile());
        assertThat(result.path("input").asText()).isEqualTo("generated");
        assertThat(result.path("entries"))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(compared.out())
                        .contains(entry.path("detector").asText()));
        assertThat(result.at("/entries/0/detector").asText()).isEqualTo("Tidewatch");
    }

    @Test
    void everyMicroBenchmarkRuns(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("micro.json");
        Outcome micro = run("--micro", "--quick", "--model", TINY.toString(), "--json", json.toString());
        assertThat(micro.status()).as(micro.err()).isZero();
        List<String> names = new ArrayList<>();
        for (JsonNode result : EventJson.mapper().readTree(json.toFile())) {
            names.add(result.path("benchmark").asText().replaceAll(".*\\.(\\w+)\\.\\w+", "$1"));
            assertThat(result.path("primaryMetric").path("score").asDouble())
                    .as(names.get(names.size() - 1))
                    .isPositive();
        }
        assertThat(names)
                .contains(
                        "ParsingBenchmark",
                        "FingerprintBenchmark",
                        "TokenizeBenchmark",
                        "BatchFormingBenchmark",
                        "InferenceBenchmark",
                        "WindowBenchmark",
                        "DetectorBenchmark");
        assertThat(run("--micro", "NoSuchBenchmark", "--quick", "--model", TINY.toString())
                        .status())
                .isEqualTo(1);
    }

    private static JsonNode section(int index) {
        return report.path("sections").path(index);
    }

    private static JsonNode figure(JsonNode section, Figure figure) {
        return section.path("figures").path(figure.key());
    }

    private static long sent(JsonNode section, Figure figure) {
        for (JsonNode run : section.path("runs")) {
            if (run.path("figure").asText().equals(figure.key())) {
                return run.path("sent").asLong();
            }
        }
        throw new AssertionError("no run of " + figure.key());
    }

    private static List<Double> values(JsonNode figure) {
        List<Double> values = new ArrayList<>();
        figure.path("values").forEach(value -> values.add(value.asDouble()));
        return values;
    }

    private static Outcome run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int status = BenchCommand.execute(arguments);
            return new Outcome(
                    status, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
