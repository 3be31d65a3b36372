package io.tidewatch.quickstart.cluster.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill is worth as much as what it notices. */
class OutcomeTest {
    private static final String SCORED =
            "{\"id\":\"a\",\"origin\":{\"topic\":\"news.raw\",\"partition\":0,\"offset\":1}}";
    private static final String TREND = "{\"windowEnd\":\"2031-03-03T00:05:00Z\",\"revision\":0}";
    private static final String REJECTED =
            "{\"origin\":{\"partition\":0,\"offset\":2},\"reason\":\"invalid-json\",\"rawValue\":\"e30=\"}";
    private static final String ALERT = "{\"id\":\"alert\",\"state\":\"opened\"}";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatMayComeTwiceAndTheMessagesAtTheEndMakeNoDifference() throws IOException {
        Outcome undisturbed = outcome(List.of(SCORED), List.of(TREND), List.of(REJECTED), List.of(ALERT));
        Outcome other = outcome(
                List.of("{\"id\":\"drill-end-0\"}", SCORED),
                List.of(TREND),
                List.of(REJECTED, REJECTED),
                List.of(ALERT, ALERT.replace("opened", "resolved"), ALERT));

        assertThat(undisturbed.differences(other)).isEmpty();
        assertThat(undisturbed.lastWindowEnd()).isEqualTo("2031-03-03T00:05:00Z");
    }

    @Test
    void aScoreOrATrendThatCameTwiceIsTold() throws IOException {
        Outcome undisturbed = outcome(List.of(SCORED), List.of(TREND), List.of(), List.of());
        Outcome doubled = outcome(List.of(SCORED, SCORED), List.of(TREND, TREND), List.of(), List.of());

        assertThat(undisturbed.differences(doubled))
                .satisfiesExactly(
                        scored -> assertThat(scored).startsWith("scored messages: 0 missing [], 1 too many"),
                        trends -> assertThat(trends).startsWith("trends: 0 missing [], 1 too many"));
    }

    @Test
    void whatIsMissingOrOtherIsTold() throws IOException {
        Outcome undisturbed = outcome(List.of(SCORED), List.of(TREND), List.of(REJECTED), List.of(ALERT));
        Outcome other =
                outcome(List.of(), List.of(TREND.replace("\"revision\":0", "\"revision\":1")), List.of(), List.of());

        assertThat(undisturbed.differences(other))
                .satisfiesExactly(
                        scored -> assertThat(scored).startsWith("scored messages: 1 missing"),
                        trends -> assertThat(trends).contains("1 missing", "1 too many"),
                        rejected -> assertThat(rejected).startsWith("rejected messages: 1 missing"),
                        alerts -> assertThat(alerts).isEqualTo("alerts: 1 missing [alert], 0 too many []"));
    }

    private Outcome outcome(List<String> scored, List<String> trends, List<String> rejected, List<String> alerts)
            throws IOException {
        Files.write(folder.resolve("scored.jsonl"), scored);
        Files.write(folder.resolve("trends.jsonl"), trends);
        Files.write(folder.resolve("rejected.jsonl"), rejected);
        Files.write(folder.resolve("alerts.jsonl"), alerts);
        return Outcome.ofReplay(folder);
    }
}
