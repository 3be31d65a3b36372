package io.tidewatch.benchmarks.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.benchmarks.detectors.DetectorComparison.Entry;
import io.tidewatch.events.EventJson;
import io.tidewatch.quickstart.cli.ModelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorComparisonTest {
    /** Ours at its own threshold, then five detectors at two budgets. */
    private static final int ENTRIES = 1 + 5 * 2;

    @Test
    void oursAndThePeersFindGeneratedSurgesWithinTheBudget() throws IOException {
        List<String> told = new ArrayList<>();

        DetectorComparison.Result result = DetectorComparison.run(null, told::add);

        assertThat(told).hasSize(5).doesNotHaveDuplicates();
        assertThat(result.entries()).hasSize(ENTRIES);
        for (Entry entry : result.entries()) {
            assertThat(entry.verdict().recall()).as(entry.detector()).isGreaterThan(0.3);
            if (entry.budget() != null) {
                assertThat(entry.verdict().falseAlarmsPerWeek())
                        .as(entry.detector())
                        .isLessThanOrEqualTo(entry.budget());
            }
        }
        Entry ours = result.entries().get(0);
        assertThat(ours.budget()).isNull();
        assertThat(ours.verdict().recall()).isGreaterThan(0.9);
        assertThat(ours.verdict().volumeOnly()).isLessThan(0.1);
    }

    @Test
    void theSameSeriesGiveTheSameFigures() throws IOException {
        assertThat(DetectorComparison.run(null, name -> {})).isEqualTo(DetectorComparison.run(null, name -> {}));
    }

    /** The benchmark comes with a scorer of its own; both must say the same of the same alerts. */
    @Test
    void figuresAreThoseOfTheBenchmarksOwnScorer(@TempDir Path folder) throws IOException, InterruptedException {
        String override = System.getenv("TIDEWATCH_SHARED");
        Path shared = override != null
                ? Path.of(override)
                : ModelOption.root().resolve("../shared").normalize();
        Path bench = shared.resolve("surges/bench/public");
        Path python = ModelOption.root().resolve("training/.venv/bin/python");
        assumeThat(bench.resolve(SeriesFolder.LABELS))
                .as("the surge benchmark; set TIDEWATCH_SHARED to the folder that holds surges/ to run this test")
                .exists();
        assumeThat(Files.isExecutable(python))
                .as("the training environment; bash training/make-venv.sh makes it")
                .isTrue();
        List<CountSeries> series = SeriesFolder.read(bench);
        Detector detector = new RollingZ("rolling z on one-hour sums", 12);
        List<double[]> scores = series.stream().map(detector::scores).toList();
        Judge judge = new Judge(series);
        double threshold = Budget.threshold(judge, scores, 1);
        for (int i = 0; i < series.size(); i++) {
            write(folder.resolve(series.get(i).name() + ".csv"), scores.get(i));
        }

        JsonNode theirs = evaluate(python, shared.resolve("surges/evaluate.py"), folder);

        assertThat(threshold).isCloseTo(theirs.path("threshold").asDouble(), within(1e-9));
        Verdict ours = judge.atThreshold(scores, threshold);
        JsonNode metrics = theirs.path("metrics");
        assertThat(ours.recall()).isCloseTo(metrics.path("recall_all").asDouble(), within(1e-9));
        assertThat(ours.recallDetectable()).isCloseTo(metrics.path("recall_det").asDouble(), within(1e-9));
        assertThat(ours.volumeOnly()).isCloseTo(metrics.path("vol_only").asDouble(), within(1e-9));
        assertThat(ours.falseAlarmsPerWeek()).isCloseTo(metrics.path("fa_week").asDouble(), within(1e-9));
        assertThat(ours.precision()).isCloseTo(metrics.path("precision").asDouble(), within(1e-9));
        assertThat(ours.medianDelay()).isEqualTo(metrics.path("delay").asDouble());
    }

    private static void write(Path file, double[] scores) throws IOException {
        StringBuilder rows = new StringBuilder("t,score\n");
        for (int window = 0; window < scores.length; window++) {
            rows.append(window).append(',').append(scores[window]).append('\n');
        }
        Files.writeString(file, rows);
    }

    private static JsonNode evaluate(Path python, Path scorer, Path scores) throws IOException, InterruptedException {
        Path json = scores.resolve("metrics.json");
        Path printed = scores.resolve("printed.txt");
        Process process = new ProcessBuilder(
                        python.toString(),
                        scorer.toString(),
                        "--scores",
                        scores.toString(),
                        "--budget",
                        "1",
                        "--boot",
                        "2",
                        "--json",
                        json.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assumeThat(Files.readString(printed))
                .as("numpy and pandas, which the benchmark's scorer needs")
                .doesNotContain("ModuleNotFoundError");
        assertThat(ended && process.exitValue() == 0)
                .as(Files.readString(printed))
                .isTrue();
        return EventJson.mapper().readTree(json.toFile());
    }
}
