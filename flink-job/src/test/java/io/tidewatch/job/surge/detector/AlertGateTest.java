package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AlertGateTest {
    @Test
    void withoutCooldownEveryScoreIsAboveTheBar() {
        AlertGate gate = new AlertGate(SurgeSettings.sentiment());
        SurgeState state = new SurgeState();

        assertThat(gate.scoreAboveBar(state, 3)).isEqualTo(3);
        assertThat(gate.scoreAboveBar(state, 2)).isEqualTo(2);
    }

    @Test
    void withCooldownAScoreMustBeatTwiceTheLast() {
        AlertGate gate = new AlertGate(SurgeSettings.volume());
        SurgeState state = new SurgeState();

        assertThat(gate.scoreAboveBar(state, 3)).isEqualTo(3);
        assertThat(gate.scoreAboveBar(state, 5.9)).isZero();
        assertThat(gate.scoreAboveBar(state, 6)).isEqualTo(6);
    }

    @Test
    void barFallsByHalfInItsHalfLife() {
        AlertGate gate = new AlertGate(SurgeSettings.volume());
        SurgeState state = new SurgeState();
        gate.scoreAboveBar(state, 4);
        for (int window = 0; window < 108; window++) {
            gate.scoreAboveBar(state, 0.1);
        }

        assertThat(state.cooldownBar).isCloseTo(4, within(1e-9));
    }

    @Test
    void scoreHeldBackByTheBarOpensNothing() {
        AlertGate gate = new AlertGate(SurgeSettings.volume().withThreshold(3));
        SurgeState state = new SurgeState();

        assertThat(gate.opens(state, 5, 0)).isFalse();
        assertThat(gate.opens(state, 5, 5)).isTrue();
        assertThat(gate.opens(state, 11, 11)).as("already open").isFalse();
    }
}
