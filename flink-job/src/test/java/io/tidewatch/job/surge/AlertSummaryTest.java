package io.tidewatch.job.surge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.fixture.Alerts;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertSummaryTest {
    private static final Instant END = Instant.parse("2031-03-05T12:20:00Z");

    @Test
    void saysWhatTheFieldsSay() {
        assertThat(AlertSummary.of(Alerts.step("a", TrendKey.ofTheme("market stress"), AlertState.OPENED, END)))
                .isEqualTo("Negative messages on the theme market stress surged: 24 from 2031-03-05 12:15 to 12:20 UTC,"
                        + " where 3.1 (0 to 8) were expected; 77% of the messages were negative, usually 29% are."
                        + " They are 24 stories, told in 26 messages with repeats."
                        + " Words that stand out: fire, halts; usual are: outage. Severity high, score 7.2.");
    }

    @Test
    void eachStateHasItsWords() {
        TrendKey key = new TrendKey("Macro", null, "CRVNEN");
        assertThat(AlertSummary.of(Alerts.step("a", key, AlertState.ESCALATED, END)))
                .startsWith(
                        "The surge of negative messages on the company CRVNEN within the topic Macro became more severe:");
        assertThat(AlertSummary.of(Alerts.step("a", key, AlertState.ONGOING, END)))
                .startsWith("The surge of negative messages on the company CRVNEN within the topic Macro goes on:");
        assertThat(AlertSummary.of(Alerts.step("a", key, AlertState.RESOLVED, END)))
                .startsWith("The surge of negative messages on the company CRVNEN within the topic Macro is over:");
    }

    @Test
    void whatIsNotKnownIsNotSaid() throws Exception {
        ObjectNode json =
                EventJson.mapper().valueToTree(Alerts.step("a", TrendKey.ofTopic("Macro"), AlertState.OPENED, END));
        json.putNull("negativeShare");
        json.putArray("leadingTerms");
        json.put("peakScore", 9.4).put("surgeStart", "2031-03-04T23:00:00Z");

        assertThat(AlertSummary.of(EventJson.mapper().treeToValue(json, Alert.class)))
                .contains("from 2031-03-04 23:00 to 2031-03-05 12:20 UTC")
                .contains("score 7.2, at its highest 9.4.")
                .doesNotContain("%", "Words");
    }

    @Test
    void attentionIsCountedOverAllMessages() throws Exception {
        ObjectNode json =
                EventJson.mapper().valueToTree(Alerts.step("a", TrendKey.ofTopic("Macro"), AlertState.OPENED, END));
        json.put("kind", "unusual-attention");
        json.put("expectedTotal", 12.5)
                .put("expectedTotalLow", 5)
                .put("expectedTotalHigh", 22)
                .put("observedRaw", 40);

        assertThat(AlertSummary.of(EventJson.mapper().treeToValue(json, Alert.class)))
                .startsWith("Messages of any sentiment on the topic Macro surged: 31 from")
                .contains("where 12.5 (5 to 22) were expected", "With repeats there were 40.");
    }
}
