package io.tidewatch.job.trend;

import io.tidewatch.events.Novelty;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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
 * <p>It hands on the parts of a window before the watermark passes that ends it, and all that it has before a checkpoint
 * barrier. So it has no state of its own to lose, and a part never arrives behind the watermark that its messages were
 * ahead of.
 */
public final class LocalCounter extends AbstractStreamOperator<TrendPart>
        implements OneInputStreamOperator<Scored, TrendPart> {
    private static final long serialVersionUID = 1;

    private final MessageKeys keys;
    private final MessageCounter counter;
    private final long windowMillis;
    private transient NavigableMap<Long, Map<TrendKey, TrendCounts>> partsByWindowStart;
    private transient long watermarkMillis;

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
        partsByWindowStart = new TreeMap<>();
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
        Map<TrendKey, TrendCounts> parts =
                partsByWindowStart.computeIfAbsent(windowStart, absent -> new LinkedHashMap<>());
        for (TrendKey key : keys.of(scored)) {
            TrendCounts counts = parts.computeIfAbsent(key, absent -> new TrendCounts());
            counter.count(scored, counts);
            counts.lateMessages += late ? 1 : 0;
        }
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        watermarkMillis = watermark.getTimestamp();
        handOn(partsByWindowStart.headMap(watermarkMillis + 1 - windowMillis, true));
        super.processWatermark(watermark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        handOn(partsByWindowStart);
    }

    @Override
    public void finish() throws Exception {
        handOn(partsByWindowStart);
        super.finish();
    }

    /** @param due all parts, or a view of those to hand on */
    private void handOn(Map<Long, Map<TrendKey, TrendCounts>> due) {
        due.forEach((windowStart, parts) -> parts.forEach((key, counts) ->
                output.collect(new StreamRecord<>(new TrendPart(key, windowStart, counts), windowStart))));
        due.clear();
    }
}
