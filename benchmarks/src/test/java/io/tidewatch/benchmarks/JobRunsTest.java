package io.tidewatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JobRunsTest {
    @Test
    void theRateIsThatAfterTheFirstTenthOfTheMessages() {
        // Ten slow ones, then one each 5 ms.
        long[] arrivals = LongStream.concat(
                        LongStream.range(0, 10).map(i -> i * 1_000),
                        LongStream.range(0, 90).map(i -> 10_000 + 5 * i))
                .toArray();
        assertThat(JobRuns.messagesPerSecond(arrivals)).isEqualTo(200);
    }

    @Test
    void arrivalsWithinAMillisecondGiveAFiniteRate() {
        assertThat(JobRuns.messagesPerSecond(new long[] {7, 7, 7})).isEqualTo(2_000);
    }
}
