package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Highlight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HighlighterTest {
    @Test
    void addsTheTokensOfAWordUp() {
        // [CLS] bank def ##ault ##s [SEP]
        EncodedText text = text("bank defaults", new int[] {-1, 0, 5, 5, 5, -1}, new int[] {-1, 4, 13, 13, 13, -1});

        assertThat(Highlighter.ATTENTION.highlights(text, new float[] {0.1f, 0.2f, 0.1f, 0.2f, 0.3f, 0.1f}))
                .containsExactly(new Highlight(5, 13, 0.6), new Highlight(0, 4, 0.2));
    }

    @Test
    void leavesOutPunctuationSpecialTokensAndNoise() {
        EncodedText text = text("a b !", new int[] {-1, 0, 2, 4, -1}, new int[] {-1, 1, 3, 5, -1});

        assertThat(Highlighter.ATTENTION.highlights(text, new float[] {0.3f, 0.05f, 0.04f, 0.5f, 0.11f}))
                .containsExactly(new Highlight(0, 1, 0.05));
    }

    @Test
    void aFallCountsFromAThousandthOnAndNeverAsMoreThanAll() {
        EncodedText text = text("a b c d", new int[] {0, 2, 4, 6, 6}, new int[] {1, 3, 5, 7, 7});

        assertThat(Highlighter.FALL.highlights(text, new float[] {0.001f, 0.0009f, -0.4f, 0.7f, 0.6f}))
                .containsExactly(new Highlight(6, 7, 1), new Highlight(0, 1, 0.001));
    }

    @Test
    void ignoresAttentionOnPadding() {
        EncodedText text = text("a", new int[] {-1, 0, -1}, new int[] {-1, 1, -1});

        assertThat(Highlighter.ATTENTION.highlights(text, new float[] {0, 0.5f, 0, 0.5f, 0}))
                .containsExactly(new Highlight(0, 1, 0.5));
    }

    @Test
    void showsFiveWordsAtMostStrongestFirstAndEarlierOfEquals() {
        int words = 7;
        int[] starts = new int[words];
        int[] ends = new int[words];
        float[] attention = new float[words];
        for (int i = 0; i < words; i++) {
            starts[i] = 2 * i;
            ends[i] = 2 * i + 1;
            attention[i] = i == 6 ? 0.4f : 0.1f;
        }

        List<Highlight> highlights = Highlighter.ATTENTION.highlights(text("a b c d e f g", starts, ends), attention);

        List<Integer> places = new ArrayList<>();
        highlights.forEach(highlight -> places.add(highlight.start()));
        assertThat(places).containsExactly(12, 0, 2, 4, 6);
    }

    @Test
    void aWordOfSurrogatePairsCounts() {
        // U+1D400 is a letter outside the basic plane.
        EncodedText text = text("\ud835\udc00", new int[] {0}, new int[] {2});

        assertThat(Highlighter.ATTENTION.highlights(text, new float[] {1})).containsExactly(new Highlight(0, 2, 1));
    }

    private static EncodedText text(String text, int[] starts, int[] ends) {
        return new EncodedText(text, new long[starts.length], starts, ends);
    }
}
