package io.tidewatch.alerting.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsualRangeTest {
    @Test
    void equalCountsGiveAPoissonsRange() {
        // Poisson with mean 4: P(X <= 0) = 0.018, P(X <= 1) = 0.092; P(X <= 7) = 0.949, P(X <= 8) = 0.979.
        assertThat(UsualRange.of(Collections.nCopies(50, 4))).isEqualTo(new UsualRange(4, 1, 8));
    }

    @Test
    void silenceIsExpectedToStaySilent() {
        assertThat(UsualRange.of(Collections.nCopies(50, 0))).isEqualTo(new UsualRange(0, 0, 0));
    }

    @Test
    void countsThatVaryMoreGiveAWiderRange() {
        UsualRange range = UsualRange.of(List.of(0, 0, 0, 0, 12, 0, 12, 0));
        assertThat(range.mean()).isEqualTo(3);
        assertThat(range.low()).isZero();
        assertThat(range.high()).isGreaterThan(7);
    }

    @Test
    void largeCountsAreFast() {
        UsualRange range = UsualRange.of(List.of(10_000, 10_100, 9_900));
        assertThat(range.low()).isBetween(9_700.0, 9_900.0);
        assertThat(range.high()).isBetween(10_100.0, 10_300.0);
    }
}
