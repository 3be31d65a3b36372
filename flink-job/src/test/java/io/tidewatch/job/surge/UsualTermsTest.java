package io.tidewatch.job.surge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class UsualTermsTest {
    private static final int WEEK = 2_016;

    private final UsualTerms usual = new UsualTerms();

    @Test
    void aNewWordStandsOutOfWordsThatAreUsual() {
        for (int window = 0; window < 100; window++) {
            usual.learn(Map.of("shares", 600_000L, "falls", 400_000L), window);
        }

        assertThat(usual.standingOut(Map.of("shares", 500_000L, "falls", 300_000L, "default", 200_000L), 3))
                .containsExactly("default", "shares", "falls");
        assertThat(usual.leading(2)).containsExactly("shares", "falls");
    }

    @Test
    void withoutAPastTheHeaviestWordComesFirst() {
        assertThat(usual.standingOut(Map.of("fire", 3L, "halts", 2L, "smoke", 2L), 2))
                .containsExactly("fire", "halts");
    }

    @Test
    void functionWordsNeitherStandOutNorAreUsual() {
        usual.learn(Map.of("after", 900_000L, "fire", 1_000L), 0);

        assertThat(usual.leading(5)).containsExactly("fire");
        assertThat(usual.standingOut(Map.of("of", 900_000L, "as", 900_000L, "not", 1_000L), 5))
                .containsExactly("not");
        assertThat(usual.standingOut(Map.of("after", 5L), 5)).isEmpty();
    }

    @Test
    void aWordHalvesInAWeek() {
        usual.learn(Map.of("old", 1_000L), 0);
        usual.learn(Map.of("new", 600L), WEEK);

        assertThat(usual.leading(2)).containsExactly("new", "old");
        assertThat(usual.weights.get("old")).isEqualTo(500);
        assertThat(usual.total).isEqualTo(1_100);
    }

    @Test
    void theBagStaysUnderTwoKilobytesWhateverIsSaid() throws Exception {
        for (int window = 0; window < 200; window++) {
            Map<String, Long> terms = new HashMap<>();
            for (int i = 0; i < 50; i++) {
                terms.put("word-of-some-length-" + (window * 31 + i * 17), 1_000L + i);
            }
            terms.put("x".repeat(10_000), 1_000_000L);
            usual.learn(terms, window);
        }

        DataOutputSerializer out = new DataOutputSerializer(1_024);
        TypeInformation.of(UsualTerms.class)
                .createSerializer(new SerializerConfigImpl())
                .serialize(usual, out);
        assertThat(out.length()).isLessThan(2_048);
        assertThat(usual.leading(100)).hasSize(48).noneMatch(term -> term.startsWith("xx"));
    }
}
