package io.tidewatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void theMedianIsTheMiddleValueOrTheMeanOfTheMiddleTwo() {
        assertThat(new Samples(List.of(9.0, 1.0, 4.0)).median()).isEqualTo(4);
        assertThat(new Samples(List.of(9.0, 1.0, 4.0, 6.0)).median()).isEqualTo(5);
        assertThat(new Samples(List.of(7.0)).median()).isEqualTo(7);
    }

    @Test
    void theSpreadIsThatOfTheValues() {
        Samples samples = new Samples(List.of(5.0, 1.0, 4.0, 2.0, 3.0));
        assertThat(samples.min()).isEqualTo(1);
        assertThat(samples.max()).isEqualTo(5);
        assertThat(samples.interquartileRange()).isEqualTo(2);
    }

    @Test
    void aRatioIsTakenWithinEachRepetition() {
        Samples ratio = new Samples(List.of(10.0, 4.0)).dividedBy(new Samples(List.of(5.0, 1.0)));
        assertThat(ratio.values()).containsExactly(2.0, 4.0);
    }

    @Test
    void aRatioToWhatWasNotMeasuredIsEmpty() {
        Samples ratio = new Samples(List.of(10.0)).dividedBy(new Samples(List.of()));
        assertThat(ratio.isEmpty()).isTrue();
        assertThatThrownBy(ratio::median).isInstanceOf(IllegalStateException.class);
    }
}
