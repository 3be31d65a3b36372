package io.tidewatch.job.surge;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.surge.budget.AttentionBudget;
import io.tidewatch.job.surge.detector.SurgeSettings;
import io.tidewatch.job.surge.lifecycle.LifeCycle;
import io.tidewatch.job.trend.ClosedWindow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives the detectors each key's windows in order, each once, and the gaps between them.
 *
 * <p>A closed window waits until the watermark of both inputs has passed its end: by then the feed's activity up to it
 * is known, so a gap can be told to be silence or an outage. Gaps are made up when the key's next window comes; a silent
 * key costs nothing unless it has an open alert. Then its empty windows are judged one by one, each as soon as the feed
 * has shown life at or after it, so that the alert is resolved though the key never speaks again. A key's past begins
 * with the feed's first window, not with its own first message: that nothing was said before is known too.
 *
 * <p>A key that stays silent for four weeks is forgotten in the week after, so that those that nobody speaks of any more
 * take no memory.
 *
 * <p>Corrections by late messages are published with the trends, but do not change what the detectors have seen.
 */
public final class SurgeFunction extends KeyedBroadcastProcessFunction<String, ClosedWindow, ClosedWindow, Alert> {
    private static final long serialVersionUID = 2;
    static final MapStateDescriptor<String, FeedActivity> ACTIVITY =
            new MapStateDescriptor<>("feed-activity", Types.STRING, TypeInformation.of(FeedActivity.class));
    private static final String ALL_FEEDS = TrendKey.ALL.asText();
    /** A key silent for longer starts anew; four weeks of 5-minute windows. */
    private static final long LONGEST_GAP_WINDOWS = 8_064;
    /** Keys are forgotten at the turn of a week, so that a busy one has five timers for it and not one per window. */
    private static final long FORGOTTEN_EVERY_WINDOWS = 2_016;

    private final long windowMillis;
    private final long outageWindows;
    private final JobConfig.Trend trend;
    private final JobConfig.Surge surge;
    private transient List<KindWatch> watches;
    private transient RecentWindows windows;
    private transient ValueState<UsualTerms> usualTerms;

    SurgeFunction(JobConfig.Trend trend, JobConfig.Surge surge) {
        this.trend = trend;
        this.surge = surge;
        windowMillis = trend.window().toMillis();
        outageWindows = Math.max(1, surge.outageAfter().toMillis() / windowMillis);
    }

    public static SingleOutputStreamOperator<Alert> attach(
            DataStream<ClosedWindow> closed, JobConfig.Trend trend, JobConfig.Surge surge) {
        DataStream<ClosedWindow> first = closed.filter(window -> window.revision() == 0)
                .name("first revisions")
                .uid("surge-first-revisions");
        DataStream<ClosedWindow> everything = first.filter(
                        window -> window.key().equals(TrendKey.ALL))
                .name("feed activity")
                .uid("surge-feed-activity");
        return first.filter(window -> !window.key().equals(TrendKey.ALL))
                .name("watched keys")
                .uid("surge-watched-keys")
                .keyBy(window -> window.key().asText())
                .connect(everything.broadcast(ACTIVITY))
                .process(new SurgeFunction(trend, surge))
                .name("detect surges")
                .uid("surge-detect");
    }

    @Override
    public void open(OpenContext context) {
        Map<AlertKind, SurgeSettings> watched = new EnumMap<>(AlertKind.class);
        surge.kinds().forEach(kind -> watched.put(kind, settings(kind)));
        windows = new RecentWindows(
                getRuntimeContext()
                        .getMapState(new MapStateDescriptor<>(
                                "windows", Types.LONG, TypeInformation.of(ClosedWindow.class))),
                watched.values().stream()
                        .mapToInt(KindWatch::largestScaleWindows)
                        .max()
                        .orElse(1));
        LifeCycle lifeCycle =
                new LifeCycle(surge.updateWindows(), surge.alerts().areChosen());
        watches = new ArrayList<>();
        watched.forEach((kind, settings) ->
                watches.add(new KindWatch(kind, settings, lifeCycle, windows, getRuntimeContext())));
        usualTerms = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("usual-terms", TypeInformation.of(UsualTerms.class)));
    }

    private SurgeSettings settings(AlertKind kind) {
        return switch (kind) {
            case NEGATIVE_SURGE -> settings(SurgeSettings.sentiment(), leastScore());
            case UNUSUAL_ATTENTION -> settings(SurgeSettings.volume(), surge.attentionThreshold());
        };
    }

    /** With a budget, what is found here is chosen from later. */
    private double leastScore() {
        JobConfig.Alerts alerts = surge.alerts();
        if (!alerts.areChosen()) {
            return surge.threshold();
        }
        double least = alerts.budget() > 0 || alerts.followDesk()
                ? Math.min(AttentionBudget.LEAST_SCORE, surge.threshold())
                : surge.threshold();
        return alerts.thresholds().values().stream().reduce(least, Math::min);
    }

    private SurgeSettings settings(SurgeSettings preset, double threshold) {
        return new SurgeSettings(
                trend.window(),
                preset.counted(),
                preset.scalesWindows(),
                threshold,
                preset.silentWindows(),
                surge.rearmWindows(),
                preset.level(),
                preset.season(),
                preset.dispersion(),
                preset.volumeRatio(),
                preset.cooldown());
    }

    @Override
    public void processElement(ClosedWindow window, ReadOnlyContext context, Collector<Alert> out) throws Exception {
        if (isPast(window, context.currentWatermark())) {
            return;
        }
        windows.put(index(window), window);
        context.timerService().registerEventTimeTimer(window.endMillis() - 1);
    }

    @Override
    public void processBroadcastElement(ClosedWindow window, Context context, Collector<Alert> out) throws Exception {
        if (isPast(window, context.currentWatermark())) {
            return; // What a feed that was down delivers afterwards was not counted: that time stays an outage.
        }
        var state = context.getBroadcastState(ACTIVITY);
        FeedActivity known = state.get(ALL_FEEDS);
        long index = index(window);
        long judgedUpTo = Math.floorDiv(context.currentWatermark(), windowMillis);
        state.put(
                ALL_FEEDS,
                known == null ? FeedActivity.startingAt(index) : known.plus(index, outageWindows, judgedUpTo));
    }

    /** Of a window that was empty until a late message came: the detectors have been past it. */
    private static boolean isPast(ClosedWindow window, long watermark) {
        return window.endMillis() - 1 <= watermark;
    }

    @Override
    public void onTimer(long eventTime, OnTimerContext context, Collector<Alert> out) throws Exception {
        long index = eventTime / windowMillis;
        ClosedWindow window = windows.get(index);
        FeedActivity known = context.getBroadcastState(ACTIVITY).get(ALL_FEEDS);
        FeedActivity activity = known == null ? FeedActivity.startingAt(index) : known;
        UsualTerms usual = usualTerms.value() == null ? new UsualTerms() : usualTerms.value();
        long judged = window == null ? Math.min(index, activity.lastIndex()) + 1 : index;
        long firstJudged = Math.max(activity.firstIndex(), index - LONGEST_GAP_WINDOWS);
        boolean open = false;
        for (KindWatch watch : watches) {
            if (window != null || watch.isOpen()) {
                watch.passGap(activity, firstJudged, judged, usual, out);
            }
            if (window != null) {
                watch.judge(window, index, usual, out);
            }
            open |= watch.isOpen();
        }
        if (window != null) {
            windows.judgedUpTo(index);
            forgetLater(index, context);
            if (!open) {
                usual.learn(window.counts().termMicros, index);
                usualTerms.update(usual);
            }
        }
        if (open) {
            followOn(index, activity, context);
        } else if (window == null && context.currentWatermark() < Long.MAX_VALUE) {
            forgetIfSilent(index);
        }
    }

    private void forgetLater(long index, OnTimerContext context) {
        long turn = (index + LONGEST_GAP_WINDOWS) / FORGOTTEN_EVERY_WINDOWS + 1;
        context.timerService().registerEventTimeTimer(turn * FORGOTTEN_EVERY_WINDOWS * windowMillis - 1);
    }

    private void forgetIfSilent(long index) throws Exception {
        if (windows.lastIndex() < index - LONGEST_GAP_WINDOWS) {
            windows.clear();
            watches.forEach(KindWatch::forget);
            usualTerms.clear();
        }
    }

    /**
     * Comes back for the next window of a key with an open alert, whether or not it will have messages. Where the feed
     * has shown no life since this one, there is nothing to judge before it does: the next look is at the first window
     * that the watermark has not passed. At the end of a bounded input there is none, and the alert stays open.
     */
    private void followOn(long index, FeedActivity activity, OnTimerContext context) {
        long watermark = context.currentWatermark();
        if (index <= activity.lastIndex()) {
            context.timerService().registerEventTimeTimer((index + 2) * windowMillis - 1);
        } else if (watermark < Long.MAX_VALUE - 2 * windowMillis) {
            long endAfterWatermark = (Math.floorDiv(watermark + 1, windowMillis) + 1) * windowMillis;
            context.timerService().registerEventTimeTimer(endAfterWatermark - 1);
        }
    }

    private long index(ClosedWindow window) {
        return window.startMillis() / windowMillis;
    }
}
