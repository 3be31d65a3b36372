package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurgeSeverityTest {
    @ParameterizedTest
    @CsvSource({
        "3.4, 500, 10, LOW",
        "3.5, 3, 0.1, MEDIUM",
        "6, 5, 0.1, MEDIUM",
        "6, 6, 0.1, HIGH",
        "11.9, 500, 10, HIGH",
        "12, 29, 10, HIGH",
        "12, 30, 10, CRITICAL",
        "40, 4, 0.1, MEDIUM",
    })
    void bothScoreAndSizeMustBeHigh(double score, long observed, double expected, SurgeSeverity severity) {
        assertThat(SurgeSeverity.of(score, observed, expected)).isEqualTo(severity);
    }
}
