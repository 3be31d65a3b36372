package io.tidewatch.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.alerting.fixture.Events;
import io.tidewatch.alerting.view.DeskSettings.Rule;
import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Severity;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleMatchTest {
    private static final Rule ANY = rule(List.of(), List.of(), List.of(), 0, 24);

    @Test
    void emptyListsMeanAnyButOnlyNewsOfAnAlertIsTold() {
        assertThat(RuleMatch.matches(ANY, alert(a -> {}))).isTrue();
        assertThat(RuleMatch.matches(ANY, alert(a -> a.put("state", "escalated"))))
                .isTrue();
        assertThat(RuleMatch.matches(ANY, alert(a -> a.put("state", "ongoing"))))
                .isFalse();
        assertThat(RuleMatch.matches(ANY, alert(a -> a.put("severity", "low")))).isFalse();
    }

    @Test
    void topicsAndCompaniesNarrowIt() {
        assertThat(RuleMatch.matches(rule(List.of("Macro"), List.of(), List.of(), 0, 24), alert(a -> {})))
                .isTrue();
        assertThat(RuleMatch.matches(rule(List.of("IPO"), List.of(), List.of(), 0, 24), alert(a -> {})))
                .isFalse();
        assertThat(RuleMatch.matches(rule(List.of(), List.of("CRVNEN"), List.of(), 0, 24), alert(a -> {})))
                .isTrue();
        assertThat(RuleMatch.matches(rule(List.of(), List.of("OTHER"), List.of(), 0, 24), alert(a -> {})))
                .isFalse();
        assertThat(RuleMatch.matches(
                        rule(List.of(), List.of(), List.of(AlertState.RESOLVED), 0, 24),
                        alert(a -> a.put("state", "resolved"))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 24, true", "9, 17, true", "10, 17, false", "22, 9, false", "22, 10, true", "9, 10, true"})
    void hoursAreThoseOfTheRulesZone(int from, int to, boolean told) {
        // 08:30 UTC is 09:30 in Paris in winter.
        assertThat(RuleMatch.matches(rule(List.of(), List.of(), List.of(), from, to), alert(a -> {})))
                .isEqualTo(told);
    }

    private static Rule rule(List<String> topics, List<String> entities, List<AlertState> states, int from, int to) {
        return new Rule(
                "r",
                List.of("c"),
                Severity.MEDIUM,
                topics,
                List.of(),
                entities,
                List.<AlertKind>of(),
                states,
                from,
                to,
                "Europe/Paris",
                true);
    }

    private static Alert alert(Consumer<ObjectNode> change) {
        return EventJson.read(Events.alert("a", Instant.parse("2026-03-02T08:30:00Z"), change), Alert.class);
    }
}
