package io.tidewatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarTest {
    @ParameterizedTest
    @CsvSource({
        "JOB_TO_LIMIT, 0.84, missed",
        "JOB_TO_LIMIT, 0.85, met",
        "JOB_TO_LIMIT, 0.95, aim met",
        "LATENCY, 301, missed",
        "LATENCY, 300, met",
        "LATENCY, 120, aim met",
        "PADDING, 1.11, missed",
        "PADDING, 1.03, aim met"
    })
    void moreIsBetterWhereTheAimIsAboveTheMustAndLessWhereItIsBelow(Bar bar, double value, String verdict) {
        assertThat(bar.verdict(value)).isEqualTo(verdict);
    }

    @Test
    void aBarNeedsBothOfItsFigures() {
        Measurements measured = new Measurements();
        measured.add(Figure.JOB, 800);
        assertThat(Bar.JOB_TO_NAIVE.samples(measured).isEmpty()).isTrue();
        measured.add(Figure.NAIVE_JOB, 100);
        assertThat(Bar.JOB_TO_NAIVE.samples(measured).values()).containsExactly(8.0);
    }
}
