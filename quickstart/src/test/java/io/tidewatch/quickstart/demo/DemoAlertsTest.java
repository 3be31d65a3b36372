package io.tidewatch.quickstart.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Evidence;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.quickstart.replay.Feeder;
import io.tidewatch.quickstart.replay.Replay;
import io.tidewatch.quickstart.replay.ReplayReport;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled stream through the real job with the released model, as {@code ./tidewatch demo} runs it. */
class DemoAlertsTest {
    private static final Duration LATEST_ALARM = Duration.ofHours(1);
    /** A theme with so many of an event's negative messages is what the event is about. */
    private static final int MAIN_THEME_MESSAGES = 20;

    @TempDir
    private static Path folder;

    private static JsonNode truth;
    private static ReplayReport report;
    private static final List<Alert> ALERTS = new ArrayList<>();

    @BeforeAll
    static void replayTheDemoStream() throws Exception {
        Path stream = folder.resolve("demo-stream.jsonl.gz");
        try (InputStream bundled = resource("/demo/demo-stream.jsonl.gz");
                InputStream sidecar = resource("/demo/demo-truth.json")) {
            Files.copy(bundled, stream);
            truth = EventJson.mapper().readTree(sidecar);
        }
        Path releases = Path.of(System.getProperty("tidewatch.root")).resolve("onnx-models");
        Feeder feeder = new Feeder(List.of(stream), null, null);
        Replay replay =
                new Replay(feeder, ModelBundle.find(releases, null), new Replay.Options(null, 2, null, Map.of()));
        report = replay.run(folder.resolve("out"), feeder.count(), read -> {}, ALERTS::add);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(DemoAlertsTest.class.getResourceAsStream(name), name);
    }

    @Test
    void everyLineIsScoredLinkedToAStoryOrRejected() {
        assertThat(report.messagesRead()).isEqualTo(truth.path("lines").asLong());
        assertThat(report.scored() + report.repeats() + report.rejected()).isEqualTo(report.messagesRead());
        long malformed = 0;
        for (JsonNode count : truth.path("malformed")) {
            malformed += count.asLong();
        }
        assertThat(report.rejected()).isEqualTo(malformed);
    }

    @Test
    void everyAlertOpensOnceAndTheTwoSurgesEnd() {
        assertThat(opened()).extracting(Alert::id).doesNotHaveDuplicates();
        assertThat(ALERTS)
                .extracting(Alert::id)
                .isSubsetOf(opened().stream().map(Alert::id).toList());
        for (String name : List.of("bank-run", "payments-outage")) {
            assertThat(ALERTS)
                    .as(name)
                    .anyMatch(alert -> alert.state() == AlertState.RESOLVED && inEvent(alert, event(name)));
        }
    }

    @Test
    void alertsOfOneSurgeReadAsOneStory() {
        for (String name : List.of("bank-run", "payments-outage")) {
            List<Alert> raised = opened().stream()
                    .filter(alert -> inEvent(alert, event(name)))
                    .toList();
            assertThat(raised).as(name).hasSizeGreaterThan(1);
            assertThat(raised)
                    .as(name)
                    .extracting(Alert::storyGroup)
                    .containsOnly(raised.get(0).storyGroup());
        }
    }

    @Test
    void bothNegativeSurgesRaiseAnAlertOnAFittingThemeWithinAnHour() {
        for (String name : List.of("bank-run", "payments-outage")) {
            JsonNode event = event(name);
            Instant from = Instant.parse(event.path("from").asText());
            Set<String> fitting = new HashSet<>();
            for (Map.Entry<String, JsonNode> theme :
                    event.path("negativeThemes").properties()) {
                if (theme.getValue().asInt() >= MAIN_THEME_MESSAGES) {
                    fitting.add(theme.getKey());
                }
            }
            assertThat(opened()).as(name).anySatisfy(alert -> {
                assertThat(alert.theme()).isIn(fitting);
                assertThat(alert.windowEnd()).isBetween(from, from.plus(LATEST_ALARM));
            });
        }
    }

    @Test
    void theVolumeBurstRaisesNoAlert() {
        JsonNode event = event("trade-fair");
        Instant from = Instant.parse(event.path("from").asText());
        Instant to = Instant.parse(event.path("to").asText());
        Set<String> burst = new HashSet<>();
        event.path("messageIds").forEach(id -> burst.add(id.asText()));

        assertThat(opened())
                .noneSatisfy(alert -> assertThat(alert.windowEnd()).isBetween(from, to))
                .flatExtracting(Alert::evidence)
                .extracting(Evidence::messageId)
                .isNotEmpty()
                .doesNotContainAnyElementsOf(burst);
    }

    @Test
    void ordinaryDaysStayWithinTheFalseAlarmsThatTheThresholdIsSetFor() {
        long outside = opened().stream().filter(alert -> !inSomeEvent(alert)).count();
        int keys = 34;
        int weeks = 3;
        assertThat((double) outside / keys / weeks).isLessThanOrEqualTo(0.25);
    }

    private static List<Alert> opened() {
        return ALERTS.stream()
                .filter(alert -> alert.state() == AlertState.OPENED)
                .toList();
    }

    private static boolean inSomeEvent(Alert alert) {
        for (JsonNode event : truth.path("events")) {
            if (inEvent(alert, event)) {
                return true;
            }
        }
        return false;
    }

    private static boolean inEvent(Alert alert, JsonNode event) {
        Instant from = Instant.parse(event.path("from").asText());
        Instant to = Instant.parse(event.path("to").asText()).plus(Duration.ofHours(4));
        return !alert.detectedAt().isBefore(from) && alert.detectedAt().isBefore(to);
    }

    private static JsonNode event(String name) {
        for (JsonNode event : truth.path("events")) {
            if (event.path("name").asText().equals(name)) {
                return event;
            }
        }
        throw new AssertionError("no planned event '" + name + "'");
    }
}
