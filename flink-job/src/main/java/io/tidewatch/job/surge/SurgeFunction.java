package io.tidewatch.job.surge;

import io.tidewatch.events.Alert;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.metrics.MetricNames;
import io.tidewatch.job.surge.detector.SurgeDecision;
import io.tidewatch.job.surge.detector.SurgeDetector;
import io.tidewatch.job.surge.detector.SurgeSettings;
import io.tidewatch.job.surge.detector.SurgeState;
import io.tidewatch.job.trend.ClosedWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives the detector each key's windows in order, each once, and the gaps between them.
 *
 * <p>A closed window waits until the watermark of both inputs has passed its end: by then the feed's activity up to it
 * is known, so a gap can be told to be silence or an outage. Gaps are made up when the key's next window comes; a silent
 * key costs nothing, and a window without messages could not raise an alert. A key's past begins with the feed's first
 * window, not with its own first message: that nothing was said before is known too.
 *
 * <p>Corrections by late messages are published with the trends, but do not change what the detector has seen.
 */
public final class SurgeFunction extends KeyedBroadcastProcessFunction<String, ClosedWindow, ClosedWindow, Alert> {
    private static final long serialVersionUID = 1;
    static final MapStateDescriptor<String, FeedActivity> ACTIVITY =
            new MapStateDescriptor<>("feed-activity", Types.STRING, TypeInformation.of(FeedActivity.class));
    private static final String ALL_FEEDS = TrendKey.ALL.asText();
    /** A key silent for longer starts anew; four weeks of 5-minute windows. */
    private static final long LONGEST_GAP_WINDOWS = 8_064;

    private final long windowMillis;
    private final long outageWindows;
    private final JobConfig.Trend trend;
    private final JobConfig.Surge surge;
    private transient SurgeDetector detector;
    private transient int largestScale;
    private transient ValueState<SurgeState> detectorState;
    private transient MapState<Long, ClosedWindow> windows;
    private transient Counter alerts;

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
        detector = new SurgeDetector(settings());
        largestScale = Collections.max(detector.settings().scalesWindows());
        detectorState = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("detector", TypeInformation.of(SurgeState.class)));
        windows = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("windows", Types.LONG, TypeInformation.of(ClosedWindow.class)));
        alerts = getRuntimeContext().getMetricGroup().counter(MetricNames.ALERTS);
    }

    private SurgeSettings settings() {
        SurgeSettings preset = SurgeSettings.sentiment();
        return new SurgeSettings(
                trend.window(),
                preset.counted(),
                preset.scalesWindows(),
                surge.threshold(),
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
        if (window.endMillis() - 1 <= context.currentWatermark()) {
            return; // A window that was empty until a late message came: the detector has been past it.
        }
        windows.put(index(window), window);
        context.timerService().registerEventTimeTimer(window.endMillis() - 1);
    }

    @Override
    public void processBroadcastElement(ClosedWindow window, Context context, Collector<Alert> out) throws Exception {
        var state = context.getBroadcastState(ACTIVITY);
        FeedActivity known = state.get(ALL_FEEDS);
        long index = index(window);
        long judgedUpTo = Math.floorDiv(context.currentWatermark(), windowMillis);
        state.put(
                ALL_FEEDS,
                known == null ? FeedActivity.startingAt(index) : known.plus(index, outageWindows, judgedUpTo));
    }

    @Override
    public void onTimer(long eventTime, OnTimerContext context, Collector<Alert> out) throws Exception {
        long index = eventTime / windowMillis;
        ClosedWindow window = windows.get(index);
        if (window == null) {
            return;
        }
        SurgeState state = detectorState.value();
        if (state == null) {
            state = detector.newState();
        }
        makeUpGap(state, index, context.getBroadcastState(ACTIVITY));
        SurgeDecision decision = detector.observe(
                state,
                index,
                window.counts().novel.total(),
                window.counts().novel.negative());
        detectorState.update(state);
        if (decision.alert()) {
            alerts.inc();
            Instant start = Instant.ofEpochMilli(decision.surgeStartIndex() * windowMillis);
            out.collect(AlertBuilder.opened(window, decision, start, since(decision.surgeStartIndex(), index)));
        }
        forgetBefore(index - largestScale + 1);
    }

    private void makeUpGap(SurgeState state, long index, ReadOnlyBroadcastState<String, FeedActivity> broadcast)
            throws Exception {
        FeedActivity activity = broadcast.get(ALL_FEEDS);
        if (activity == null) {
            return;
        }
        long next = Math.max(state.lastWindowIndex + 1, Math.max(activity.firstIndex(), index - LONGEST_GAP_WINDOWS));
        for (; next < index; next++) {
            if (activity.isOutage(next)) {
                detector.missing(state, next);
            } else {
                detector.observe(state, next, 0, 0);
            }
        }
    }

    private List<ClosedWindow> since(long firstIndex, long lastIndex) throws Exception {
        List<ClosedWindow> surgeWindows = new ArrayList<>();
        for (long index = firstIndex; index <= lastIndex; index++) {
            ClosedWindow window = windows.get(index);
            if (window != null) {
                surgeWindows.add(window);
            }
        }
        return surgeWindows;
    }

    private void forgetBefore(long firstIndex) throws Exception {
        List<Long> old = new ArrayList<>();
        for (long index : windows.keys()) {
            if (index < firstIndex) {
                old.add(index);
            }
        }
        for (long index : old) {
            windows.remove(index);
        }
    }

    private long index(ClosedWindow window) {
        return window.startMillis() / windowMillis;
    }
}
