package io.tidewatch.job.surge;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.job.surge.detector.SurgeDecision;
import io.tidewatch.job.surge.detector.SurgeDetector;
import io.tidewatch.job.surge.detector.SurgeSettings;
import io.tidewatch.job.surge.detector.SurgeState;
import io.tidewatch.job.surge.lifecycle.AlertEvent;
import io.tidewatch.job.surge.lifecycle.AlertLife;
import io.tidewatch.job.surge.lifecycle.LifeCycle;
import io.tidewatch.job.trend.ClosedWindow;
import io.tidewatch.job.trend.TrendCounts;
import java.util.Collections;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Looks for one kind of alert on the current key: gives the detector its windows and tells of each step that follows. */
final class KindWatch {
    private final SurgeDetector detector;
    private final LifeCycle lifeCycle;
    private final AlertBuilder builder;
    private final RecentWindows recent;
    private final ValueState<SurgeState> detectorState;
    private final ValueState<AlertLife> life;
    private final ValueState<TrendCounts> contents;

    KindWatch(
            AlertKind kind, SurgeSettings settings, LifeCycle lifeCycle, RecentWindows recent, RuntimeContext context) {
        this.detector = new SurgeDetector(settings);
        this.lifeCycle = lifeCycle;
        this.builder = new AlertBuilder(kind, settings.windowLength().toMillis(), settings.threshold());
        this.recent = recent;
        // The first kind's states have no prefix: savepoints from the time when it was the only one have them so.
        String prefix = kind == AlertKind.NEGATIVE_SURGE ? "" : "attention-";
        detectorState =
                context.getState(new ValueStateDescriptor<>(prefix + "detector", TypeInformation.of(SurgeState.class)));
        life = context.getState(new ValueStateDescriptor<>(prefix + "life", TypeInformation.of(AlertLife.class)));
        contents = context.getState(
                new ValueStateDescriptor<>(prefix + "contents", TypeInformation.of(TrendCounts.class)));
    }

    static int largestScaleWindows(SurgeSettings settings) {
        return Collections.max(settings.scalesWindows());
    }

    /** Clears what is kept of the current key, which has no open alert. */
    void forget() {
        detectorState.clear();
        contents.clear();
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
    void passGap(FeedActivity activity, long firstIndex, long toIndex, UsualTerms usual, Collector<Alert> out)
            throws Exception {
        SurgeState state = state();
        long next = Math.max(state.lastWindowIndex + 1, firstIndex);
        for (; next < toIndex; next++) {
            if (activity.isOutage(next)) {
                detector.missing(state, next);
            } else {
                judge(state, next, null, usual, out);
            }
        }
        detectorState.update(state);
    }

    void judge(ClosedWindow window, long index, UsualTerms usual, Collector<Alert> out) throws Exception {
        SurgeState state = state();
        judge(state, index, window, usual, out);
        detectorState.update(state);
    }

    private SurgeState state() throws Exception {
        SurgeState state = detectorState.value();
        return state == null ? detector.newState() : state;
    }

    private void judge(
            SurgeState state, long index, @Nullable ClosedWindow window, UsualTerms usual, Collector<Alert> out)
            throws Exception {
        SentimentCounts novel = window == null ? SentimentCounts.NONE : window.counts().novel;
        SurgeDecision decision = detector.observe(state, index, novel.total(), novel.negative());
        AlertLife before = life.value();
        if (before == null && !decision.inExcursion()) {
            return;
        }
        TrendCounts surge = contents.value();
        if (surge != null && window != null && !LifeCycle.endsBefore(decision)) {
            SurgeContents.add(surge, window.counts());
        }
        LifeCycle.Step step = lifeCycle.step(before, decision, index, novel.total() > 0);
        for (AlertEvent event : step.events()) {
            if (event.state() == AlertState.OPENED) {
                surge = SurgeContents.of(recent.between(event.life().surgeStartIndex(), index));
            }
            if (surge != null) {
                out.collect(builder.build(recent.key(), event, surge, usual));
            }
        }
        life.update(step.life());
        contents.update(step.life() == null ? null : surge);
    }
}
