package io.tidewatch.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Message;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class EventTimeTest {
    private static final long OUT_OF_ORDERNESS_MILLIS = 10_000;
    private final ManualClock clock = new ManualClock(1_000_000_000);
    private final RecordingOutput output = new RecordingOutput();
    private final WatermarkGenerator<Ingested> generator = generator(Map.of("ingest.idleness", "60s"));
    private final Message first = Message.of("a", "Oil up");
    private final Message later = first.after(Duration.ofMinutes(1));

    @Test
    void eventTimeIsTheTimeOfPublication() {
        TimestampAssigner<Ingested> assigner =
                EventTime.strategy(JobConfig.from(Map.of()).ingest()).createTimestampAssigner(context());

        assertThat(assigner.extractTimestamp(first.ingested(), 99)).isEqualTo(first.millis());
        assertThat(assigner.extractTimestamp(first.rejected(), 99)).isEqualTo(99);
    }

    @Test
    void theWatermarkTrailsTheLatestMessage() {
        see(later.ingested(), later.millis());
        see(first.ingested(), first.millis());

        assertThat(output.watermark).isEqualTo(later.millis() - OUT_OF_ORDERNESS_MILLIS - 1);
    }

    @Test
    void aRejectedRecordNeverMovesTheWatermark() {
        see(first.ingested(), first.millis());
        long before = output.watermark;

        see(first.rejected(), Long.MAX_VALUE);

        assertThat(output.watermark).isEqualTo(before);
    }

    @Test
    void aPartitionWithoutMessagesFallsIdle() {
        see(first.ingested(), first.millis());
        assertThat(output.idle).isFalse();

        passIdleTime();

        assertThat(output.idle).isTrue();
    }

    @Test
    void aPartitionOfRejectedRecordsAloneHoldsNobodyBack() {
        passIdleTime();
        see(first.rejected(), first.millis());

        assertThat(output.idle).isTrue();
    }

    /** FLINK-40475: the watermark of an input that was idle must move on once it has messages again. */
    @Test
    void aPartitionThatComesBackIsActiveAndMovesItsWatermark() {
        see(first.ingested(), first.millis());
        passIdleTime();

        see(later.ingested(), later.millis());

        assertThat(output.idle).isFalse();
        assertThat(output.watermark).isEqualTo(later.millis() - OUT_OF_ORDERNESS_MILLIS - 1);
    }

    @Test
    void withoutIdlenessAPartitionIsWaitedForAsLongAsItTakes() {
        WatermarkGenerator<Ingested> patient = generator(Map.of("ingest.idleness", "0s"));
        patient.onEvent(first.ingested(), first.millis(), output);

        clock.advanceTime(Duration.ofDays(1));
        patient.onPeriodicEmit(output);
        patient.onPeriodicEmit(output);

        assertThat(output.idle).isFalse();
    }

    private void see(Ingested ingested, long timestampMillis) {
        generator.onEvent(ingested, timestampMillis, output);
        generator.onPeriodicEmit(output);
    }

    /** The idleness timer starts at the first quiet check and ends at a later one. */
    private void passIdleTime() {
        generator.onPeriodicEmit(output);
        generator.onPeriodicEmit(output);
        clock.advanceTime(Duration.ofSeconds(61));
        generator.onPeriodicEmit(output);
    }

    private WatermarkGenerator<Ingested> generator(Map<String, String> settings) {
        return EventTime.strategy(JobConfig.from(settings).ingest()).createWatermarkGenerator(context());
    }

    private Context context() {
        return new Context(clock);
    }

    private record Context(RelativeClock inputActivityClock)
            implements WatermarkGeneratorSupplier.Context, TimestampAssignerSupplier.Context {
        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return inputActivityClock;
        }
    }

    private static final class RecordingOutput implements WatermarkOutput {
        private long watermark = Long.MIN_VALUE;
        private boolean idle;

        @Override
        public void emitWatermark(Watermark emitted) {
            watermark = emitted.getTimestamp();
            idle = false;
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    }
}
