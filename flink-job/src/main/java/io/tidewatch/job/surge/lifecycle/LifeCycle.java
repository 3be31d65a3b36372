package io.tidewatch.job.surge.lifecycle;

import io.tidewatch.events.AlertState;
import io.tidewatch.job.surge.detector.SurgeDecision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an alert's life: opened, escalated when its severity rises, ongoing from time to time, resolved when the
 * detector's excursion has ended. A pure function of the windows in their order.
 *
 * <p>An alert opens with a window that has messages: an empty one can lift the score a little, when a busier hour leaves
 * the scales, but there would be nothing to show.
 */
public final class LifeCycle {
    private final int updateWindows;
    private final boolean tellsEveryPeak;

    /**
     * @param updateWindows windows after an alert's last event from which it is told to be ongoing
     * @param tellsEveryPeak whether it is told so, too, whenever its score is higher than ever before: for a reader that
     *     decides by the score
     */
    public LifeCycle(int updateWindows, boolean tellsEveryPeak) {
        this.updateWindows = updateWindows;
        this.tellsEveryPeak = tellsEveryPeak;
    }

    /**
     * What a window changes.
     *
     * @param life to be remembered; null where no alert is open
     * @param events at most two: the end of one surge and the beginning of the next
     */
    public record Step(@Nullable AlertLife life, List<AlertEvent> events) {}

    /**
     * Takes the next window into account.
     *
     * @param life of the open alert; null where there is none
     * @param index of the window that the decision is about
     * @param window counts of that window
     * @param sinceStart counts from the surge's start, as the decision has it, to that window
     */
    public Step step(
            @Nullable AlertLife life, SurgeDecision decision, long index, SurgeCounts window, SurgeCounts sinceStart) {
        List<AlertEvent> events = new ArrayList<>(2);
        AlertLife now = life;
        boolean begins = decision.alert();
        if (now != null && (begins || !decision.inExcursion())) {
            AlertLife last = begins ? now : now.after(decision, window);
            events.add(new AlertEvent(AlertState.RESOLVED, last.told(index), decision, index));
            now = null;
        }
        if (now != null) {
            now = goOn(now, decision, index, window, events);
        } else if (decision.inExcursion() && window.total() > 0) {
            now = AlertLife.opening(decision, index, sinceStart);
            events.add(new AlertEvent(AlertState.OPENED, now, decision, index));
        }
        return new Step(now, events);
    }

    private AlertLife goOn(
            AlertLife life, SurgeDecision decision, long index, SurgeCounts window, List<AlertEvent> events) {
        AlertLife now = life.after(decision, window);
        boolean worse = now.severity().compareTo(life.severity()) > 0;
        boolean due = index - life.toldIndex() >= updateWindows || tellsEveryPeak && now.peakScore() > life.peakScore();
        if (worse || due) {
            now = now.told(index);
            events.add(new AlertEvent(worse ? AlertState.ESCALATED : AlertState.ONGOING, now, decision, index));
        }
        return now;
    }
}
