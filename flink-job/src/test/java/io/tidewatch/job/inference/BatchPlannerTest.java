package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
    private record Text(int length) implements BatchPlanner.HasLength {}

    @Test
    void batchesTextsOfLikeLengthLongestFirst() {
        assertThat(lengths(100, 10, 50, 9, 48, 11)).containsExactly(List.of(50, 48), List.of(11, 10, 9));
    }

    @Test
    void aTextLongerThanTheBudgetIsABatchOfItsOwn() {
        assertThat(lengths(100, 300, 100, 200)).containsExactly(List.of(300), List.of(200), List.of(100));
    }

    @Test
    void nothingToPlanIsNoBatch() {
        assertThat(lengths(100)).isEmpty();
    }

    @Test
    void everyTextIsPlannedOnceAndNoBatchExceedsTheBudget() {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            int budget = 1 + random.nextInt(400);
            List<Text> texts = IntStream.range(0, random.nextInt(80))
                    .mapToObj(i -> new Text(1 + random.nextInt(200)))
                    .toList();

            List<List<Text>> batches = BatchPlanner.plan(texts, budget);

            assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(texts);
            assertThat(batches)
                    .allSatisfy(batch -> assertThat(batch.size() == 1
                                    || batch.size() * batch.get(0).length() <= budget)
                            .isTrue());
        }
    }

    private static List<List<Integer>> lengths(int budget, Integer... lengths) {
        List<Text> texts = List.of(lengths).stream().map(Text::new).toList();
        return BatchPlanner.plan(texts, budget).stream()
                .map(batch -> batch.stream().map(Text::length).toList())
                .toList();
    }
}
