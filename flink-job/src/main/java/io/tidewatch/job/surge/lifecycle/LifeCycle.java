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
    private final boolean tellPeaks;

    /**
     * @param updateWindows windows after an alert's last event from which it is told to be ongoing
     * @param tellPeaks whether it is told with each new peak too, which does not count as its last event
     */
    public LifeCycle(int updateWindows, boolean tellPeaks) {
        this.updateWindows = updateWindows;
        this.tellPeaks = tellPeaks;
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
     * @param hasMessages whether the window has any
     */
    public Step step(@Nullable AlertLife life, SurgeDecision decision, long index, boolean hasMessages) {
        List<AlertEvent> events = new ArrayList<>(2);
        AlertLife now = life;
        if (now != null && endsBefore(decision)) {
            events.add(new AlertEvent(AlertState.RESOLVED, now.told(index), decision, index));
            now = null;
        } else if (now != null) {
            now = goOn(now, decision, index, events);
        }
        if (now == null && decision.inExcursion() && hasMessages) {
            now = AlertLife.opening(decision, index);
            events.add(new AlertEvent(AlertState.OPENED, now, decision, index));
        }
        return new Step(now, events);
    }

    /**
     * Whether an open alert ended before the window: an outage closed the excursion unseen, and the window begins
     * another. What the window holds then belongs to the next alert alone.
     */
    public static boolean endsBefore(SurgeDecision decision) {
        return decision.alert();
    }

    private @Nullable AlertLife goOn(AlertLife life, SurgeDecision decision, long index, List<AlertEvent> events) {
        AlertLife now = life.after(decision);
        if (!decision.inExcursion()) {
            events.add(new AlertEvent(AlertState.RESOLVED, now.told(index), decision, index));
            return null;
        }
        boolean worse = now.severity().compareTo(life.severity()) > 0;
        if (worse || index - life.toldIndex() >= updateWindows) {
            now = now.told(index);
            events.add(new AlertEvent(worse ? AlertState.ESCALATED : AlertState.ONGOING, now, decision, index));
        } else if (tellPeaks && now.peakScore() > life.peakScore()) {
            events.add(new AlertEvent(AlertState.ONGOING, now, decision, index));
        }
        return now;
    }
}
