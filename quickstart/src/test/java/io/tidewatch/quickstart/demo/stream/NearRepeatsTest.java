package io.tidewatch.quickstart.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NearRepeatsTest {
    @Test
    void theSameWordsAreWhollyAlikeWhateverTheirCaseAndPunctuation() {
        assertThat(similarity("Ferry fire off Lusenia!", "ferry fire, off lusenia"))
                .isEqualTo(1);
    }

    @Test
    void otherWordsAreNotAlike() {
        assertThat(similarity("Ferry fire off Lusenia", "Gold steady in Perth")).isZero();
    }

    @Test
    void sharedWordsAndPairsCountAmongAll() {
        // Shared: a, b, "a b"; all: a, b, c, d, "a b", "b c", "b d".
        assertThat(similarity("a b c", "a b d")).isCloseTo(3.0 / 7, within(1e-9));
    }

    @Test
    void emptyTextsAreNotAlike() {
        assertThat(similarity("", "")).isZero();
    }

    private static double similarity(String left, String right) {
        return NearRepeats.jaccard(NearRepeats.features(left), NearRepeats.features(right));
    }
}
