package io.tidewatch.job.model;

import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Commands and verdicts of people have no event time. Their stream is idle throughout: an active one without watermarks
 * would hold back the news that it meets, and one with the highest watermark would end all windows as soon as the news fell
 * silent.
 */
public final class NoEventTime<T> implements WatermarkGenerator<T> {
    private NoEventTime() {}

    public static <T> WatermarkStrategy<T> strategy() {
        return WatermarkStrategy.forGenerator(context -> new NoEventTime<>());
    }

    @Override
    public void onEvent(T event, long timestamp, WatermarkOutput output) {
        output.markIdle();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        output.markIdle();
    }
}
