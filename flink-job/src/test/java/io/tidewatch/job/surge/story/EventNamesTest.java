package io.tidewatch.job.surge.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Evidence;
import io.tidewatch.job.fixture.Alerts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventNamesTest {
    @Test
    void aNameIsInHalfOfTheMessages() {
        assertThat(names("Paylark hit by ransomware", "Failure at Paylark strands shoppers", "Toll roads jammed"))
                .containsExactly("paylark");
        assertThat(names("Paylark hit", "Paylark down", "Roads jammed", "Tills dead", "Queues grow"))
                .isEmpty();
    }

    @Test
    void oneMessageAloneHasNoNameInCommon() {
        assertThat(names("Paylark hit by ransomware")).isEmpty();
    }

    @Test
    void wordsInSmallLettersShortOnesAndFunctionWordsAreNoNames() {
        assertThat(names("The US bank falls. After $MRWD", "The US bank rises. After $MRWD"))
                .containsExactly("mrwd");
    }

    @Test
    void thoseInMostMessagesComeFirstAndAreFew() {
        assertThat(names("Alba Bero", "Alba Cida Bero", "Alba Cida")).containsExactly("alba", "bero", "cida");
        String many = "Aaa Bbb Ccc Ddd Eee Fff Ggg Hhh Iii Jjj Kkk Lll";
        assertThat(names(many, many)).hasSize(10).startsWith("aaa");
    }

    private static List<String> names(String... texts) {
        List<Evidence> evidence = new ArrayList<>();
        for (String text : texts) {
            evidence.add(Alerts.evidence("m" + evidence.size(), text, 0.9));
        }
        return EventNames.of(evidence);
    }
}
