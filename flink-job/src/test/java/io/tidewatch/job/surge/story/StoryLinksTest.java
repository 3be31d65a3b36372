package io.tidewatch.job.surge.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.Evidence;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.fixture.Alerts;
import io.tidewatch.job.fixture.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryLinksTest {
    private static final TrendKey TOPIC = TrendKey.ofTopic("Macro");
    private static final TrendKey OTHER_TOPIC = TrendKey.ofTopic("Energy");
    private static final TrendKey COMPANY_IN_TOPIC = new TrendKey("Macro", null, "CRVNEN");
    private static final TrendKey COMPANY = new TrendKey(null, null, "CRVNEN");

    private final StoryLinks links = new StoryLinks(Duration.ofHours(6));
    private final List<RaisedAlert> raised = new ArrayList<>();

    @Test
    void anAlertAloneIsAStoryOfItsOwn() {
        RaisedAlert alone = open("a", TOPIC, 0, "m1");

        assertThat(alone.storyGroup()).isEqualTo("a");
        assertThat(alone.relatedTo()).isEmpty();
    }

    @Test
    void aCommonMessageMakesOneStory() {
        open("a", TOPIC, 0, "m1", "m2");
        RaisedAlert second = open("b", OTHER_TOPIC, 5, "m2", "m3");

        assertThat(second.storyGroup()).isEqualTo("a");
        assertThat(second.relatedTo()).containsExactly("a");
    }

    @Test
    void aTopicAndACompanyWithinItAreOneStoryInEitherOrder() {
        open("a", TOPIC, 0, "m1");
        assertThat(open("b", COMPANY_IN_TOPIC, 5, "m2").relatedTo()).containsExactly("a");
        assertThat(open("c", COMPANY, 10, "m3").relatedTo()).containsExactly("b");

        raised.clear();
        open("c", COMPANY, 0, "m3");
        open("b", COMPANY_IN_TOPIC, 5, "m2");
        assertThat(open("a", TOPIC, 10, "m1").relatedTo()).containsExactly("b");
    }

    @Test
    void keysThatOnlyTouchOverAnotherShareTheGroupOverIt() {
        open("a", TOPIC, 0, "m1");
        open("b", COMPANY_IN_TOPIC, 5, "m2");

        assertThat(open("c", COMPANY, 10, "m3").storyGroup()).isEqualTo("a");
    }

    @Test
    void messagesAboutTheSameNameMakeOneStory() {
        raised.add(links.link(
                about("a", TOPIC, "Marrow Bank shuts its doors", "Depositors queue at Marrow Bank"), raised));

        RaisedAlert second = links.link(
                about("b", OTHER_TOPIC, "Marrow bonds collapse", "Bonds of Marrow fall", "Oil drifts"), raised);
        assertThat(second.storyGroup()).isEqualTo("a");
        RaisedAlert inPassing = links.link(
                about("c", OTHER_TOPIC, "Oil falls", "Gas falls", "Oil and gas fall as Marrow Bank wobbles"), raised);
        assertThat(inPassing.storyGroup()).as("one message of three").isEqualTo("c");
    }

    @Test
    void strangersAreNotLinked() {
        open("a", TOPIC, 0, "m1");

        assertThat(open("b", OTHER_TOPIC, 5, "m2").storyGroup()).isEqualTo("b");
        assertThat(open("c", new TrendKey("Energy", null, "CRVNEN"), 5, "m3").relatedTo())
                .containsExactly("b");
    }

    @Test
    void whatIsTooLongAgoIsNotLinked() {
        open("a", TOPIC, 0, "m1");

        assertThat(open("b", TOPIC, 360, "m1").relatedTo()).containsExactly("a");
        assertThat(open("c", TOPIC, 361, "m1").relatedTo()).containsExactly("b");
    }

    @Test
    void theEarliestGivesTheGroupAndItsIdDecidesATieWhateverTheOrder() {
        open("z", TOPIC, 0, "m1");
        open("b", OTHER_TOPIC, 5, "m2");
        open("a", TrendKey.ofTopic("Bonds"), 5, "m3");
        Alert joining = opened("d", TrendKey.ofTheme("stress"), 10, "m3", "m2");
        RaisedAlert forth = links.link(joining, raised);
        Collections.reverse(raised);

        assertThat(links.link(joining, raised)).isEqualTo(forth);
        assertThat(forth.storyGroup()).isEqualTo("a");
        assertThat(forth.relatedTo()).containsExactly("a", "b");
    }

    @Test
    void onADayWhenEverythingMovesTheLinksAreBounded() {
        for (int i = 0; i < 50; i++) {
            open("a" + (100 + i), TOPIC, i, "m");
        }

        assertThat(open("b", TOPIC, 50, "m").relatedTo()).hasSize(20).startsWith("a100");
    }

    private static Alert about(String id, TrendKey key, String... texts) {
        List<Evidence> evidence = new ArrayList<>();
        for (String text : texts) {
            evidence.add(Alerts.evidence(id + evidence.size(), text, 0.9));
        }
        return Alerts.step(id, key, AlertState.OPENED, Message.NOON, evidence);
    }

    private RaisedAlert open(String id, TrendKey key, int minute, String... messages) {
        RaisedAlert alert = links.link(opened(id, key, minute, messages), raised);
        raised.add(alert);
        return alert;
    }

    private static Alert opened(String id, TrendKey key, int minute, String... messages) {
        Instant at = Message.NOON.plus(Duration.ofMinutes(minute));
        return Alerts.step(id, key, AlertState.OPENED, at, messages);
    }
}
