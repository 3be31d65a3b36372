package io.tidewatch.quickstart.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidewatch.events.EventJson;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.replay.Feeder;
import io.tidewatch.quickstart.replay.Replay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled stream, scored once with a tiny model and then run with two thresholds. */
class StreamBacktestTest {
    private static final double LOW = 2;
    private static final double HIGH = 4;

    @TempDir
    private static Path folder = Path.of("");

    private static Path stream = Path.of("");
    private static BacktestReport first =
            new BacktestReport(List.of(), "", 0, Instant.EPOCH, Instant.EPOCH, 0, 0, List.of());
    private static final List<String> PASSES = new ArrayList<>();

    @BeforeAll
    static void scoreOnceAndCompareThresholds() throws Exception {
        stream = folder.resolve("demo-stream.jsonl.gz");
        try (InputStream bundled =
                Objects.requireNonNull(StreamBacktestTest.class.getResourceAsStream("/demo/demo-stream.jsonl.gz"))) {
            Files.copy(bundled, stream);
        }
        first = backtest(List.of(LOW, HIGH), Map.of(), folder.resolve("out"));
    }

    private static BacktestReport backtest(List<Double> thresholds, Map<String, String> settings, Path out)
            throws Exception {
        PASSES.clear();
        return new StreamBacktest(TestStreams.tinyBundle(), List.of(stream), settings, 2)
                .run(thresholds, folder.resolve("cache"), out, new StreamBacktest.Listener() {
                    @Override
                    public void begins(String what, long messages) {
                        PASSES.add(what);
                    }

                    @Override
                    public void read(long messages) {}
                });
    }

    @Test
    void eachThresholdRaisesWhatAReplayWithTheModelRaises() throws Exception {
        for (double threshold : new double[] {LOW, HIGH}) {
            Path replayed = folder.resolve("replay-" + threshold);
            Feeder feeder = new Feeder(List.of(stream), null, null);
            new Replay(
                            feeder,
                            TestStreams.tinyBundle(),
                            new Replay.Options(null, 2, null, Map.of("surge.threshold", Double.toString(threshold))))
                    .run(replayed, feeder.count(), read -> {}, alert -> {});

            Path backtested = folder.resolve("out/threshold-" + threshold);
            for (String file : List.of("alerts.jsonl", "trends.jsonl", "scored.jsonl", "rejected.jsonl")) {
                assertThat(backtested.resolve(file))
                        .as("%s at %s", file, threshold)
                        .hasSameBinaryContentAs(replayed.resolve(file));
            }
        }
    }

    @Test
    void theReportTellsTheSettingsApart() {
        assertThat(first.settings())
                .extracting(BacktestReport.Setting::threshold)
                .containsExactly(LOW, HIGH);
        BacktestReport.Setting low = first.settings().get(0);
        BacktestReport.Setting high = first.settings().get(1);
        assertThat(low.alerts()).isGreaterThan(high.alerts()).isPositive();
        assertThat(low.bySeverity().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(low.alerts());
        assertThat(low.alertsPerKeyAndWeek()).isEqualTo(low.alerts() / first.keyWeeks());
        assertThat(first.from()).isBefore(first.to());
        assertThat(folder.resolve("out/backtest.json")).isRegularFile();
    }

    @Test
    void everyKeyWithAnAlertHasATimeline() throws IOException {
        try (Stream<Path> drawings = Files.list(folder.resolve("out/timelines"))) {
            assertThat(drawings).hasSize(first.settings().get(0).keysWithAlerts());
        }
    }

    @Test
    void theModelIsAskedOnceAndForAnotherWindowNotAgain() throws Exception {
        Path out = folder.resolve("hourly");

        backtest(List.of(LOW), Map.of("trend.window", "1h"), out);

        assertThat(PASSES).containsExactly("threshold 2.0");
        assertThat(EventJson.mapper()
                        .readTree(out.resolve("report.json").toFile())
                        .at("/model/variant")
                        .asText())
                .isEqualTo("recorded");
        assertThat(Files.readAllLines(out.resolve("trends.jsonl")).size())
                .isLessThan(Files.readAllLines(folder.resolve("out/threshold-2.0/trends.jsonl"))
                        .size());
    }

    @Test
    void theModelAnswersForTextsThatWereNotRecorded() throws Exception {
        // With no memory of stories, every repeat is scored as a message of its own.
        Path out = folder.resolve("forgetful");
        Map<String, String> forgetful = Map.of("novelty.horizon", "1s");
        Feeder feeder = new Feeder(List.of(stream), null, null);
        new Replay(feeder, TestStreams.tinyBundle(), new Replay.Options(null, 2, null, forgetful))
                .run(folder.resolve("forgetful-replay"), feeder.count(), read -> {}, alert -> {});

        backtest(List.of(LOW), forgetful, out);

        assertThat(out.resolve("scored.jsonl")).hasSameBinaryContentAs(folder.resolve("forgetful-replay/scored.jsonl"));
        assertThat(Files.readAllLines(out.resolve("scored.jsonl")).stream()
                        .filter(line -> line.contains("\"novelty\":\"novel\""))
                        .count())
                .isGreaterThan(Files.readAllLines(folder.resolve("out/threshold-2.0/scored.jsonl")).stream()
                        .filter(line -> line.contains("\"novelty\":\"novel\""))
                        .count());
    }

    @Test
    void badSettingsAreNamedBeforeAnythingStarts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new StreamBacktest(TestStreams.tinyBundle(), List.of(stream), Map.of("surge.treshold", "2"), 1))
                .withMessageContaining("surge.treshold");
    }
}
