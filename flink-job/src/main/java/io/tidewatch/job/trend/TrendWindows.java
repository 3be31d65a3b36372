package io.tidewatch.job.trend;

import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.metrics.MetricNames;
import io.tidewatch.job.metrics.TrendMetrics;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Adds the parts of each key and window up and publishes the window when the watermark passes its end. Within the
 * allowed lateness a late message corrects the window; later still, it is only counted as dropped from the trends (it
 * was scored and published all the same).
 */
public final class TrendWindows {
    static final OutputTag<TrendPart> TOO_LATE = new OutputTag<>("too-late") {};

    private TrendWindows() {}

    public static SingleOutputStreamOperator<ClosedWindow> attach(DataStream<TrendPart> parts, JobConfig.Trend config) {
        SingleOutputStreamOperator<ClosedWindow> windows = parts.keyBy(
                        part -> part.key().asText())
                .window(TumblingEventTimeWindows.of(config.window()))
                .allowedLateness(config.allowedLateness())
                .sideOutputLateData(TOO_LATE)
                .aggregate(new AddParts(), new Publish())
                .name("close windows")
                .uid("trend-close-windows");
        windows.getSideOutput(TOO_LATE)
                .map(new CountDropped())
                .name("count too late")
                .uid("trend-count-too-late")
                .sinkTo(new DiscardingSink<>())
                .name("forget too late")
                .uid("trend-forget-too-late");
        return windows;
    }

    /** Every message counts under the key of all, and under one or two others where it would be counted again. */
    private static int onceEach(TrendKey key, int messages) {
        return key.equals(TrendKey.ALL) ? messages : 0;
    }

    private static final class AddParts implements AggregateFunction<TrendPart, TrendPart, TrendPart> {
        private static final long serialVersionUID = 1;

        @Override
        public TrendPart createAccumulator() {
            return new TrendPart(TrendKey.ALL, 0, new TrendCounts());
        }

        @Override
        public TrendPart add(TrendPart part, TrendPart sum) {
            return new TrendPart(
                    part.key(), part.windowStartMillis(), sum.counts().add(part.counts()));
        }

        @Override
        public TrendPart getResult(TrendPart sum) {
            return sum;
        }

        @Override
        public TrendPart merge(TrendPart sum, TrendPart other) {
            return add(other, sum);
        }
    }

    private static final class Publish extends ProcessWindowFunction<TrendPart, ClosedWindow, String, TimeWindow> {
        private static final long serialVersionUID = 1;
        private static final ValueStateDescriptor<Published> PUBLISHED =
                new ValueStateDescriptor<>("published", TypeInformation.of(Published.class));
        private transient Counter windowsClosed;
        private transient Counter lateCorrected;
        private transient TrendMetrics trends;

        @Override
        public void open(OpenContext context) {
            trends = new TrendMetrics(getRuntimeContext().getMetricGroup());
            windowsClosed = getRuntimeContext().getMetricGroup().counter(MetricNames.WINDOWS_CLOSED);
            lateCorrected = getRuntimeContext().getMetricGroup().counter(MetricNames.LATE_CORRECTED);
        }

        @Override
        public void process(String key, Context context, Iterable<TrendPart> sums, Collector<ClosedWindow> out)
                throws Exception {
            TrendPart sum = sums.iterator().next();
            ValueState<Published> state = context.windowState().getState(PUBLISHED);
            Published last = state.value();
            int revision = last == null ? 0 : last.revision() + 1;
            int late = sum.counts().lateMessages;
            if (last == null) {
                windowsClosed.inc();
                trends.onClosed(sum.key(), sum.counts().raw, sum.counts().novel);
            }
            lateCorrected.inc(onceEach(sum.key(), last == null ? late : late - last.lateMessages()));
            state.update(new Published(revision, late));
            TimeWindow window = context.window();
            out.collect(new ClosedWindow(sum.key(), window.getStart(), window.getEnd(), revision, sum.counts()));
        }

        @Override
        public void clear(Context context) {
            context.windowState().getState(PUBLISHED).clear();
        }
    }

    /** What was last said of a window. */
    public record Published(int revision, int lateMessages) {}

    private static final class CountDropped extends RichMapFunction<TrendPart, Integer> {
        private static final long serialVersionUID = 1;
        private transient Counter dropped;

        @Override
        public void open(OpenContext context) {
            dropped = getRuntimeContext().getMetricGroup().counter(MetricNames.LATE_DROPPED);
        }

        @Override
        public Integer map(TrendPart part) {
            int messages = onceEach(part.key(), part.counts().messages());
            dropped.inc(messages);
            return messages;
        }
    }
}
