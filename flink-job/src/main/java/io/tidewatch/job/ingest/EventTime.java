package io.tidewatch.job.ingest;

import io.tidewatch.job.config.JobConfig;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time is {@code publishedAt}. Each partition has a watermark of its own, the job's is the lowest of those that
 * are not idle. A rejected record never moves a watermark, as its date is not to be trusted, nor does it count as
 * activity: a partition of rejected records alone would hold all others back.
 */
public final class EventTime {
    private EventTime() {}

    public static WatermarkStrategy<Ingested> strategy(JobConfig.Ingest config) {
        WatermarkStrategy<Ingested> bounded = WatermarkStrategy.forBoundedOutOfOrderness(config.maxOutOfOrderness());
        WatermarkStrategy<Ingested> accepted =
                config.idleness().isZero() ? bounded : bounded.withIdleness(config.idleness());
        return WatermarkStrategy.<Ingested>forGenerator(
                        context -> new AcceptedOnly(accepted.createWatermarkGenerator(context)))
                .withTimestampAssigner((ingested, kafkaTimestamp) -> ingested.arrival() == null
                        ? kafkaTimestamp
                        : ingested.arrival().publishedAt().toEpochMilli());
    }

    private static final class AcceptedOnly implements WatermarkGenerator<Ingested> {
        private final WatermarkGenerator<Ingested> generator;

        AcceptedOnly(WatermarkGenerator<Ingested> generator) {
            this.generator = generator;
        }

        @Override
        public void onEvent(Ingested ingested, long eventTimeMillis, WatermarkOutput output) {
            if (ingested.arrival() != null) {
                generator.onEvent(ingested, eventTimeMillis, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            generator.onPeriodicEmit(output);
        }
    }
}
