package io.tidewatch.job.surge.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.AlertState;
import io.tidewatch.job.surge.detector.SurgeDecision;
import io.tidewatch.job.surge.detector.SurgeSeverity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifeCycleTest {
    private static final int UPDATE_WINDOWS = 4;
    private static final double CALM = 0.5;
    private static final double LOW = 3;
    private static final double HIGH = 7;

    private final LifeCycle lifeCycle = new LifeCycle(UPDATE_WINDOWS, false);
    private final List<AlertEvent> events = new ArrayList<>();
    private @Nullable AlertLife life;
    private long index = 100;

    @Test
    void opensWithTheExcursionAndEndsWithIt() {
        window(CALM, false, false);
        window(LOW, true, true);
        window(CALM, false, true);
        window(CALM, false, false);

        assertThat(events).extracting(AlertEvent::state).containsExactly(AlertState.OPENED, AlertState.RESOLVED);
        assertThat(events).extracting(AlertEvent::index).containsExactly(101L, 103L);
        assertThat(life).isNull();
    }

    @Test
    void isToldAnewAfterSoManyWindowsAndNotBefore() {
        window(LOW, true, true);
        for (int i = 0; i < 2 * UPDATE_WINDOWS; i++) {
            window(LOW, false, true);
        }

        assertThat(events)
                .extracting(AlertEvent::state)
                .containsExactly(AlertState.OPENED, AlertState.ONGOING, AlertState.ONGOING);
        assertThat(events).extracting(AlertEvent::index).containsExactly(100L, 104L, 108L);
    }

    @Test
    void escalatesAtOnceAndOnlyUpwards() {
        window(LOW, true, true);
        window(HIGH, false, true);
        window(LOW, false, true);
        window(HIGH, false, true);

        assertThat(events).extracting(AlertEvent::state).containsExactly(AlertState.OPENED, AlertState.ESCALATED);
        assertThat(events)
                .extracting(event -> event.life().severity())
                .containsExactly(SurgeSeverity.LOW, SurgeSeverity.HIGH);
    }

    @Test
    void newPeaksAreToldWhereTheyAreAskedForAndPostponeNothing() {
        LifeCycle telling = new LifeCycle(UPDATE_WINDOWS, true);
        for (double score : new double[] {LOW, LOW + 0.1, LOW, LOW + 0.2, LOW, LOW}) {
            LifeCycle.Step step = telling.step(life, decision(score, life == null, true), index++, true);
            life = step.life();
            events.addAll(step.events());
        }

        assertThat(events).extracting(AlertEvent::index).containsExactly(100L, 101L, 103L, 104L);
        assertThat(events)
                .extracting(AlertEvent::state)
                .containsExactly(AlertState.OPENED, AlertState.ONGOING, AlertState.ONGOING, AlertState.ONGOING);
    }

    @Test
    void rememberedAreTheStartTheWorstAndWhatWasExpected() {
        window(LOW, true, true);
        window(HIGH, false, true);
        window(CALM, false, false);

        AlertLife last = events.get(events.size() - 1).life();
        assertThat(last.surgeStartIndex()).isEqualTo(98);
        assertThat(last.openedIndex()).isEqualTo(100);
        assertThat(last.peakScore()).isEqualTo(HIGH);
        assertThat(last.severity()).isEqualTo(SurgeSeverity.HIGH);
        // 3 over the three windows to the opening, and a third of that for each window after it.
        assertThat(last.expected()).isEqualTo(5);
    }

    @Test
    void anEmptyWindowOpensNothingAndTheNextOneWithMessagesDoes() {
        step(decision(LOW, true, true), false);
        assertThat(events).isEmpty();
        step(decision(LOW, false, true), true);

        assertThat(events).extracting(AlertEvent::state).containsExactly(AlertState.OPENED);
    }

    @Test
    void aSecondExcursionUnderAnOpenAlertEndsItAndOpensAnother() {
        window(LOW, true, true);
        window(HIGH, true, true);

        assertThat(events)
                .extracting(AlertEvent::state)
                .containsExactly(AlertState.OPENED, AlertState.RESOLVED, AlertState.OPENED);
        assertThat(events.get(1).life().peakScore()).as("of the first alone").isEqualTo(LOW);
        assertThat(events.get(2).life().openedIndex()).isEqualTo(101);
    }

    private void window(double score, boolean alert, boolean inExcursion) {
        step(decision(score, alert, inExcursion), true);
    }

    private void step(SurgeDecision decision, boolean hasMessages) {
        LifeCycle.Step step = lifeCycle.step(life, decision, index++, hasMessages);
        life = step.life();
        events.addAll(step.events());
    }

    /** Three windows, of which three negative messages are expected; more than five beyond them are there. */
    private SurgeDecision decision(double score, boolean alert, boolean inExcursion) {
        return new SurgeDecision(score, score, alert, inExcursion, 3, index - 2, 20, 3, 0.3, score, 30, 20, 0.3);
    }
}
