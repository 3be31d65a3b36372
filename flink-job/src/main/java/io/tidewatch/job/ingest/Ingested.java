package io.tidewatch.job.ingest;

import io.tidewatch.events.RejectedMessage;
import org.jspecify.annotations.Nullable;

/** The outcome of reading one Kafka record: exactly one of the two is present. */
public record Ingested(@Nullable Arrival arrival, @Nullable RejectedMessage rejected) {
    static Ingested accepted(Arrival arrival) {
        return new Ingested(arrival, null);
    }

    static Ingested rejected(RejectedMessage rejected) {
        return new Ingested(null, rejected);
    }
}
