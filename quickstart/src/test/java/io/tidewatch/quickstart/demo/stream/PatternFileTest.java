package io.tidewatch.quickstart.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PatternFileTest {
    private static final int LEAST_PATTERNS = 12;

    @Test
    void readsATopicsPlanAndItsPatterns() {
        PatternFile file = PatternFile.parse(List.of(
                "== Macro",
                "weight 6 negative 36 positive 30 comments 25",
                "-- negative news",
                "macro: Output sinks",
                "Transcript: a colon that is no theme"));
        assertThat(file.topicPlans()).containsExactly(new TopicPlan("Macro", 6, 36, 30, 25));
        assertThat(file.patterns())
                .containsExactly(
                        new SentencePattern(
                                "Macro", "Macro", Sentiment.NEGATIVE, Theme.MACRO, Voice.NEWS, "Output sinks"),
                        new SentencePattern(
                                "Macro",
                                "Macro",
                                Sentiment.NEGATIVE,
                                Theme.NONE,
                                Voice.NEWS,
                                "Transcript: a colon that is no theme"));
    }

    @Test
    void aListMayNameItsTopicItself() {
        PatternFile file = PatternFile.parse(
                List.of("== phase one", "-- Company | Product News / neutral comment", "queue at hall 3"));
        assertThat(file.patterns())
                .containsExactly(new SentencePattern(
                        "phase one",
                        "Company | Product News",
                        Sentiment.NEUTRAL,
                        Theme.NONE,
                        Voice.COMMENT,
                        "queue at hall 3"));
    }

    @Test
    void aListWithoutAVoiceIsRejected() {
        assertThatThrownBy(() -> PatternFile.parse(List.of("== Macro", "-- negative")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-- negative");
    }

    @Test
    void everyTopicHasManyPatternsOfEverySentiment() throws IOException {
        PatternFile file = PatternFile.load("templates.txt");
        Map<String, Long> patternsByCell = file.patterns().stream()
                .collect(Collectors.groupingBy(
                        pattern -> pattern.topic() + " / " + pattern.sentiment(), Collectors.counting()));
        assertThat(patternsByCell).hasSize(file.topicPlans().size() * Sentiment.values().length);
        assertThat(patternsByCell.values()).allMatch(patterns -> patterns >= LEAST_PATTERNS);
    }
}
