package io.tidewatch.job.trend;

import io.tidewatch.events.Novelty;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts where the messages are, before they are brought together by key: a few busy topics would else keep a few
 * subtasks busy and the others idle.
 *
 * <p>It hands on what it has whenever a watermark or a checkpoint barrier comes by, before it passes, so it has no state
 * of its own to lose, and a part never arrives behind the watermark that its messages were ahead of.
 */
public final class LocalCounter extends AbstractStreamOperator<TrendPart>
        implements OneInputStreamOperator<Scored, TrendPart> {
    private static final long serialVersionUID = 1;

    private final MessageKeys keys;
    private final MessageCounter counter;
    private final long windowMillis;
    private transient Map<PartKey, TrendCounts> parts;
    private transient long watermarkMillis;

    private record PartKey(TrendKey key, long windowStartMillis) {}

    LocalCounter(JobConfig.Trend config, ModelTask sentiment) {
        keys = new MessageKeys(config.keys());
        counter = new MessageCounter(config, sentiment);
        windowMillis = config.window().toMillis();
    }

    public static SingleOutputStreamOperator<TrendPart> attach(
            DataStream<Scored> scored, JobConfig.Trend config, ModelTask sentiment) {
        return scored.transform(
                        "count locally", TypeInformation.of(TrendPart.class), new LocalCounter(config, sentiment))
                .uid("trend-count-locally");
    }

    @Override
    public void open() throws Exception {
        parts = new LinkedHashMap<>();
        watermarkMillis = Long.MIN_VALUE;
        super.open();
    }

    @Override
    public void processElement(StreamRecord<Scored> element) {
        Scored scored = element.getValue();
        if (scored.storied().novelty() == Novelty.REDELIVERY) {
            return;
        }
        long eventTime = scored.storied().arrival().publishedAt().toEpochMilli();
        long windowStart = TimeWindow.getWindowStartWithOffset(eventTime, 0, windowMillis);
        boolean late = windowStart + windowMillis - 1 <= watermarkMillis;
        for (TrendKey key : keys.of(scored)) {
            TrendCounts counts = parts.computeIfAbsent(new PartKey(key, windowStart), absent -> new TrendCounts());
            counter.count(scored, counts);
            counts.lateMessages += late ? 1 : 0;
        }
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        handOn();
        watermarkMillis = watermark.getTimestamp();
        super.processWatermark(watermark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        handOn();
    }

    @Override
    public void finish() throws Exception {
        handOn();
        super.finish();
    }

    private void handOn() {
        parts.forEach((part, counts) -> output.collect(new StreamRecord<>(
                new TrendPart(part.key(), part.windowStartMillis(), counts), part.windowStartMillis())));
        parts.clear();
    }
}
