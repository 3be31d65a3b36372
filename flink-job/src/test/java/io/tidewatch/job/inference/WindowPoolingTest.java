package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Highlight;
import io.tidewatch.events.ModelStamp;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowPoolingTest {
    private static final ModelTask TASK = new ModelTask("mood", List.of("bad", "good", "dull"), 1);
    private static final ModelStamp MODEL = new ModelStamp("1.0.0", 2);

    @Test
    void aSingleWindowIsTheTextsScoreAsItIs() {
        Scores only = window(new float[] {0.2f, 0.3f, 0.5f}, new Highlight(0, 3, 0.5));

        assertThat(WindowPooling.pooled(List.of(TASK), List.of(only))).isSameAs(only);
    }

    @Test
    void earlierWindowsCountForMore() {
        TaskScore pooled =
                pooled(window(new float[] {0, 0, 1}), window(new float[] {1, 0, 0}), window(new float[] {0, 1, 0}));

        // The shares of 1, 1/2 and 1/3 in their sum, 11/6.
        assertThat(pooled.probabilities()).containsExactly(0.2727f, 0.1818f, 0.5455f);
        assertThat(pooled.label()).isEqualTo("dull");
    }

    @Test
    void manyBadWindowsOutvoteADullFirstOne() {
        Scores[] windows = new Scores[4];
        Arrays.fill(windows, window(new float[] {0.9f, 0, 0.1f}));
        windows[0] = window(new float[] {0.3f, 0, 0.7f});

        assertThat(pooled(windows).label()).isEqualTo("bad");
    }

    @Test
    void wordsComeFromWindowsThatDecideAsTheTextDoes() {
        TaskScore pooled = pooled(
                window(new float[] {0.9f, 0, 0.1f}, new Highlight(0, 3, 0.2)),
                window(new float[] {0, 0.9f, 0.1f}, new Highlight(10, 13, 0.9)),
                window(new float[] {0.9f, 0, 0.1f}, new Highlight(20, 23, 0.6)));

        assertThat(pooled.highlights()).containsExactly(new Highlight(20, 23, 0.6), new Highlight(0, 3, 0.2));
    }

    @Test
    void aDecisionThatNoWindowMakesByItselfHasNoWords() {
        TaskScore pooled = pooled(
                window(new float[] {0.55f, 0, 0.45f}, new Highlight(0, 3, 0.2)),
                window(new float[] {0, 0.55f, 0.45f}, new Highlight(10, 13, 0.9)));

        assertThat(pooled.label()).isEqualTo("dull");
        assertThat(pooled.highlights()).isEmpty();
    }

    @Test
    void aWordCutByABorderCountsOnceAsTheStrongerHalf() {
        TaskScore pooled = pooled(
                window(new float[] {1, 0, 0}, new Highlight(5, 13, 0.2)),
                window(new float[] {1, 0, 0}, new Highlight(5, 13, 0.4), new Highlight(20, 23, 0.3)));

        assertThat(pooled.highlights()).containsExactly(new Highlight(5, 13, 0.4), new Highlight(20, 23, 0.3));
    }

    private static TaskScore pooled(Scores... windows) {
        Scores pooled = WindowPooling.pooled(List.of(TASK), List.of(windows));
        assertThat(pooled.model()).isEqualTo(MODEL);
        return pooled.task("mood");
    }

    private static Scores window(float[] probabilities, Highlight... words) {
        return new Scores(List.of(TaskScore.of(TASK, probabilities, List.of(words))), MODEL);
    }
}
