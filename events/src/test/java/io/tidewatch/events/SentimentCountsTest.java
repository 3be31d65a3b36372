package io.tidewatch.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SentimentCountsTest {
    private static final SentimentCounts SOME = new SentimentCounts(1, 20, 300);

    @Test
    void addingAddsEachSentiment() {
        assertThat(SOME.plus(new SentimentCounts(4, 5, 6))).isEqualTo(new SentimentCounts(5, 25, 306));
    }

    @Test
    void addingNoneChangesNothing() {
        assertThat(SOME.plus(SentimentCounts.NONE)).isEqualTo(SOME);
        assertThat(SentimentCounts.NONE.plus(SOME)).isEqualTo(SOME);
    }

    @Test
    void theTotalCountsEverySentiment() {
        assertThat(SOME.total()).isEqualTo(321);
        assertThat(SentimentCounts.NONE.total()).isZero();
    }
}
