package io.tidewatch.job.surge;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.surge.detector.SurgeDecision;
import io.tidewatch.job.surge.detector.SurgeDetector;
import io.tidewatch.job.surge.detector.SurgeSettings;
import io.tidewatch.job.surge.detector.SurgeState;
import io.tidewatch.job.surge.lifecycle.AlertEvent;
import io.tidewatch.job.surge.lifecycle.AlertLife;
import io.tidewatch.job.surge.lifecycle.LifeCycle;
import io.tidewatch.job.surge.lifecycle.SurgeCounts;
import io.tidewatch.job.trend.ClosedWindow;
import java.util.Collections;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/** Looks for one kind of alert on the current key: gives the detector its windows and tells of each step that follows. */
final class KindWatch {
    private final SurgeDetector detector;
    private final LifeCycle lifeCycle;
    private final AlertBuilder builder;
    private final ValueState<SurgeState> detectorState;
    private final ValueState<AlertLife> life;

    KindWatch(AlertKind kind, SurgeSettings settings, LifeCycle lifeCycle, RuntimeContext context) {
        this.detector = new SurgeDetector(settings);
        this.lifeCycle = lifeCycle;
        this.builder =
                new AlertBuilder(kind, settings.windowLength().toMillis(), settings.threshold());
        // The first kind's states have no prefix: savepoints from the time when it was the only one have them so.
        String prefix = kind == AlertKind.NEGATIVE_SURGE ? "" : "attention-";
        detectorState = context.getState(
                new ValueStateDescriptor<>(prefix + "detector", TypeInformation.of(SurgeState.class)));
        life = context.getState(new ValueStateDescriptor<>(prefix + "life", TypeInformation.of(AlertLife.class)));
    }

    int largestScaleWindows() {
        return Collections.max(detector.settings().scalesWindows());
    }

    boolean isOpen() throws Exception {
        return life.value() != null;
    }

    /**
     * Judges the windows that the key has none of: zeros while the feed was alive, missing ones in an outage.
     *
     * @param firstIndex judge none before; windows that were judged are left out, too
     * @param toIndex exclusive
     */
    void passGap(
            FeedActivity activity,
            long firstIndex,
            long toIndex,
            RecentWindows recent,
            UsualTerms usual,
            Collector<Alert> out)
            throws Exception {
        SurgeState state = state();
        long next = Math.max(state.lastWindowIndex + 1, firstIndex);
        for (; next < toIndex; next++) {
            if (activity.isOutage(next)) {
                detector.missing(state, next);
            } else {
                judge(state, next, SentimentCounts.NONE, recent, usual, out);
            }
        }
        detectorState.update(state);
    }

    void judge(ClosedWindow window, long index, RecentWindows recent, UsualTerms usual, Collector<Alert> out)
            throws Exception {
        SurgeState state = state();
        judge(state, index, window.counts().novel, recent, usual, out);
        detectorState.update(state);
    }

    private SurgeState state() throws Exception {
        SurgeState state = detectorState.value();
        return state == null ? detector.newState() : state;
    }

    private void judge(
            SurgeState state,
            long index,
            SentimentCounts novel,
            RecentWindows recent,
            UsualTerms usual,
            Collector<Alert> out)
            throws Exception {
        SurgeDecision decision = detector.observe(state, index, novel.total(), novel.negative());
        AlertLife before = life.value();
        if (before == null && !decision.inExcursion()) {
            return;
        }
        SurgeCounts sinceStart = recent.count(decision.surgeStartIndex(), index);
        LifeCycle.Step step = lifeCycle.step(before, decision, index, recent.count(index, index), sinceStart);
        life.update(step.life());
        for (AlertEvent event : step.events()) {
            TrendKey key = recent.key();
            if (key != null) {
                out.collect(builder.build(
                        key, event, recent.between(event.life().surgeStartIndex(), index), usual));
            }
        }
    }
}
