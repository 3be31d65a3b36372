package io.tidewatch.job.model;

import io.tidewatch.events.ModelControl;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Commands have no event time. Their stream is idle throughout: an active one without watermarks would hold back the
 * news that it meets, and one with the highest watermark would end all windows as soon as the news fell silent.
 */
public final class NoEventTime implements WatermarkGenerator<ModelControl> {
    private NoEventTime() {}

    public static WatermarkStrategy<ModelControl> strategy() {
        return WatermarkStrategy.forGenerator(context -> new NoEventTime());
    }

    @Override
    public void onEvent(ModelControl command, long timestamp, WatermarkOutput output) {
        output.markIdle();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        output.markIdle();
    }
}
