package io.tidewatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakTest {
    private static final int PER_SECOND = 500;

    @Test
    void whatIsReadIsCountedFromTheSecondQuarterOnWithoutWhatWaits() {
        // 500 a second are sent; none are read in the first quarter, 300 a second in the others.
        List<Soak.Sample> samples = IntStream.rangeClosed(0, 8)
                .mapToObj(minute -> sample(minute, minute * 60L * PER_SECOND, Math.max(0, minute - 2) * 60L * 300))
                .toList();
        Soak.Plan plan = new Soak.Plan(Duration.ofMinutes(8), PER_SECOND, 0, 4, Map.of());

        Soak.Result result = new Soak.Result(Machine.here(), plan, 0, 0, 0, samples);

        assertThat(result.readPerSecond()).isCloseTo(300, within(1e-9));
        assertThat(result.growth(Soak.Sample::behind))
                .as("five minutes later, 200 a second more")
                .isCloseTo(5 * 60 * 200, within(1e-9));
    }

    private static Soak.Sample sample(double minutes, long sent, long read) {
        return new Soak.Sample(minutes, sent, sent - read, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
