package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Reading;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverloadLadderTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private final OverloadLadder ladder = new OverloadLadder(true, Duration.ofSeconds(10));

    @Test
    void readsLessAStepAtATimeWhileCrowded() {
        assertThat(at(0, 0.95)).isEqualTo(Reading.WHOLE);
        assertThat(at(9, 1)).isEqualTo(Reading.WHOLE);
        assertThat(at(10, 1)).isEqualTo(Reading.BEGINNING);
        assertThat(at(19, 1)).isEqualTo(Reading.BEGINNING);
        assertThat(at(20, 1)).isEqualTo(Reading.FIRST_TOKENS);
        assertThat(at(99, 1)).isEqualTo(Reading.FIRST_TOKENS);
    }

    @Test
    void readsMoreAgainWhenCalmForAsLong() {
        at(0, 1);
        at(10, 1);
        at(20, 1);

        assertThat(at(21, 0.5)).isEqualTo(Reading.FIRST_TOKENS);
        assertThat(at(31, 0.1)).isEqualTo(Reading.BEGINNING);
        assertThat(at(40, 0)).isEqualTo(Reading.BEGINNING);
        assertThat(at(41, 0)).isEqualTo(Reading.WHOLE);
        assertThat(at(99, 0)).isEqualTo(Reading.WHOLE);
    }

    @Test
    void aMomentsReliefStartsTheWaitAgain() {
        at(0, 1);
        at(9, 0.8);
        at(10, 1);

        assertThat(at(19, 1)).isEqualTo(Reading.WHOLE);
        assertThat(at(20, 1)).isEqualTo(Reading.BEGINNING);
    }

    @Test
    void staysWhereItIsBetweenTheBounds() {
        at(0, 1);
        at(10, 1);

        assertThat(at(100, 0.7)).isEqualTo(Reading.BEGINNING);
        assertThat(at(1_000, 0.7)).isEqualTo(Reading.BEGINNING);
    }

    @Test
    void readsTheWholeWhereNobodySwitchedItOn() {
        OverloadLadder off = new OverloadLadder(false, Duration.ZERO);

        assertThat(off.next(0, 1)).isEqualTo(Reading.WHOLE);
        assertThat(off.next(99 * SECOND, 1)).isEqualTo(Reading.WHOLE);
    }

    @Test
    void marksAndShortensOnlyWhatIsLonger() {
        List<EncodedText> article = List.of(window(128), window(128), window(127));
        List<EncodedText> headline = List.of(window(64));
        List<EncodedText> comment = List.of(window(65));

        assertThat(OverloadLadder.mark(article, Reading.BEGINNING)).isEqualTo(Reading.BEGINNING);
        assertThat(OverloadLadder.mark(comment, Reading.BEGINNING)).isEqualTo(Reading.WHOLE);
        assertThat(OverloadLadder.mark(comment, Reading.FIRST_TOKENS)).isEqualTo(Reading.FIRST_TOKENS);
        assertThat(OverloadLadder.mark(headline, Reading.FIRST_TOKENS)).isEqualTo(Reading.WHOLE);
        assertThat(OverloadLadder.read(article, Reading.WHOLE)).isEqualTo(article);
        assertThat(OverloadLadder.read(article, Reading.BEGINNING)).containsExactly(article.get(0));
        assertThat(OverloadLadder.read(headline, Reading.FIRST_TOKENS)).isEqualTo(headline);
    }

    @Test
    void theFirstTokensEndAsEveryTextDoes() {
        EncodedText whole = window(128);

        EncodedText first =
                OverloadLadder.read(List.of(whole), Reading.FIRST_TOKENS).get(0);

        assertThat(first.length()).isEqualTo(64);
        assertThat(first.ids()[62]).isEqualTo(whole.ids()[62]);
        assertThat(first.ids()[63]).isEqualTo(whole.ids()[127]);
        assertThat(first.wordStarts()[63]).isEqualTo(-1);
        assertThat(first.wordEnds()[63]).isEqualTo(-1);
    }

    private Reading at(int second, double takenShare) {
        return ladder.next(second * SECOND, takenShare);
    }

    /** Tokens 100, 101, 102 and so on, each a word of two letters, with special tokens at both ends. */
    private static EncodedText window(int length) {
        long[] ids = IntStream.range(0, length).mapToLong(i -> 100 + i).toArray();
        int[] starts = IntStream.range(0, length).map(i -> 3 * i).toArray();
        int[] ends = Arrays.stream(starts).map(start -> start + 2).toArray();
        starts[0] = ends[0] = starts[length - 1] = ends[length - 1] = -1;
        return new EncodedText("no ".repeat(length), ids, starts, ends);
    }
}
