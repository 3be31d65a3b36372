package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the public half of the surge benchmark, where it is at hand, and holds the detector to what it reached there. */
class SurgeBenchmarkTest {
    /** Windows after an event's end in which an alert still counts for it, as the benchmark's own scorer has it. */
    private static final int GRACE = 6;

    private static final double WINDOWS_PER_WEEK = 2_016;

    /** From which evidence on the benchmark calls an event detectable: log10 p-value of an oracle that knows it. */
    private static final double DETECTABLE = -4;

    @Test
    void catchesInjectedSurgesAndLeavesTheRestInPeace(@TempDir Path output) throws IOException {
        Path series = shared().resolve("surges/bench/public");
        assumeThat(series.resolve("labels.json"))
                .as("the surge benchmark; set TIDEWATCH_SHARED to the folder that holds surges/ to run this test")
                .exists();
        JsonNode labels =
                new ObjectMapper().readTree(series.resolve("labels.json").toFile());

        SurgeBacktest.Summary summary = SurgeBacktest.run(series, output, SurgeSettings.sentiment());
        Tally tally = new Tally();
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            tally.add(label.getValue(), alerts(output.resolve(label.getKey() + ".csv")));
        }

        assertThat(summary.series()).isEqualTo(labels.size());
        assertThat((double) tally.detectableCaught / tally.detectable).isGreaterThanOrEqualTo(0.93);
        assertThat((double) tally.caught / tally.events).isGreaterThanOrEqualTo(0.53);
        assertThat(tally.falseAlarms / tally.weeks).isLessThan(0.20);
        assertThat((double) tally.volumeOnlyAlerted / tally.volumeOnly).isLessThan(0.02);
    }

    private static Path shared() {
        String override = System.getenv("TIDEWATCH_SHARED");
        return override != null
                ? Path.of(override)
                : Path.of(System.getProperty("tidewatch.root", "..")).resolve("../shared");
    }

    private static List<Integer> alerts(Path result) throws IOException {
        return Files.readAllLines(result).stream()
                .filter(row -> row.endsWith(",1"))
                .map(row -> Integer.parseInt(row.substring(0, row.indexOf(','))))
                .toList();
    }

    /** Counts as the benchmark's own scorer does. */
    private static final class Tally {
        int events;
        int caught;
        int detectable;
        int detectableCaught;
        int volumeOnly;
        int volumeOnlyAlerted;
        int falseAlarms;
        double weeks;

        void add(JsonNode label, List<Integer> alerts) {
            int warmup = label.get("warmup").asInt();
            Set<JsonNode> alerted = new HashSet<>();
            for (int alert : alerts) {
                if (alert >= warmup) {
                    JsonNode event = covering(label.get("events"), alert);
                    event = event.isMissingNode() ? covering(label.get("hard_negatives"), alert) : event;
                    falseAlarms += event.isMissingNode() ? 1 : 0;
                    alerted.add(event);
                }
            }
            for (JsonNode event : label.get("events")) {
                boolean hit = alerted.contains(event);
                boolean visible = event.get("oracle_log10p").asDouble() <= DETECTABLE;
                events++;
                caught += hit ? 1 : 0;
                detectable += visible ? 1 : 0;
                detectableCaught += visible && hit ? 1 : 0;
            }
            for (JsonNode burst : label.get("hard_negatives")) {
                boolean counts = burst.get("kind").asText().equals("volume_only");
                volumeOnly += counts ? 1 : 0;
                volumeOnlyAlerted += counts && alerted.contains(burst) ? 1 : 0;
            }
            weeks += (label.get("n").asInt() - warmup) / WINDOWS_PER_WEEK;
        }

        private static JsonNode covering(JsonNode stretches, int window) {
            for (JsonNode stretch : stretches) {
                if (window >= stretch.get("start").asInt()
                        && window < stretch.get("end").asInt() + GRACE) {
                    return stretch;
                }
            }
            return stretches.path("none");
        }
    }
}
