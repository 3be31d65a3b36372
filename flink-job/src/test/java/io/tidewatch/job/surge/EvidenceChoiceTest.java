package io.tidewatch.job.surge;

import static io.tidewatch.job.fixture.Alerts.evidence;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Evidence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceChoiceTest {
    @Test
    void theMostNegativeOfBothListsComeFirst() {
        assertThat(EvidenceChoice.from(
                        List.of(evidence("a", "refinery burns", 0.7)),
                        List.of(evidence("b", "bank fails", 0.9), evidence("c", "ship sinks", 0.6))))
                .extracting(Evidence::messageId)
                .containsExactly("b", "a", "c");
    }

    @Test
    void ofTwoThatSayNearlyTheSameTheMoreNegativeIsShown() {
        assertThat(EvidenceChoice.from(
                        List.of(evidence("a", "Corvane halts its refinery after a fire", 0.8)),
                        List.of(
                                evidence("b", "After fire, Corvane halts refinery: sources", 0.9),
                                evidence("c", "Corvane shares fall in early trading", 0.7))))
                .extracting(Evidence::messageId)
                .containsExactly("b", "c");
    }

    @Test
    void noMoreThanTenAreShown() {
        List<Evidence> many = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            many.add(evidence("m" + i, "event" + i + " happened" + i, 0.5 + i / 100.0));
        }

        assertThat(EvidenceChoice.from(List.of(), many))
                .hasSize(10)
                .extracting(Evidence::messageId)
                .startsWith("m14")
                .doesNotContain("m4");
    }

    @Test
    void textsOfFunctionWordsAloneAreAlikeAndDoNotFail() {
        assertThat(EvidenceChoice.from(List.of(evidence("a", "!!!", 0.8), evidence("b", "and so on", 0.7)), List.of()))
                .extracting(Evidence::messageId)
                .containsExactly("a");
    }
}
