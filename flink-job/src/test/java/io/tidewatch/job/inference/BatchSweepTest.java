package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSweepTest {
    private long now;

    @Test
    void stopsWhereALargerBatchIsHardlyFaster() {
        // A run costs a fixed 30 microseconds and 10 nanoseconds a text: at 2,048 tokens most of it is the fixed part.
        int best = BatchSweep.best(new Timed(Integer.MAX_VALUE), () -> now);

        assertThat(best).isEqualTo(131_072);
    }

    @Test
    void staysSmallWhereSizeBringsNothing() {
        Timed linear = new Timed(Integer.MAX_VALUE);
        linear.fixedNanos = 0;

        assertThat(BatchSweep.best(linear, () -> now)).isEqualTo(2_048);
    }

    @Test
    void stopsBeforeTheMemoryIsUsedUp() {
        assertThat(BatchSweep.best(new Timed(1_000), () -> now)).isEqualTo(8_192);
    }

    /** Takes time by the clock of this test, and has memory for so many texts. */
    private final class Timed extends KeywordScorer {
        private final int memory;
        private long fixedNanos = 30_000;

        Timed(int memory) {
            this.memory = memory;
        }

        @Override
        public List<Scores> score(List<EncodedText> batch) throws ScoringException {
            if (batch.size() > memory) {
                throw new ScoringException("out of memory", new IOException("as told"));
            }
            now += fixedNanos + 10L * batch.size();
            return List.of();
        }
    }
}
