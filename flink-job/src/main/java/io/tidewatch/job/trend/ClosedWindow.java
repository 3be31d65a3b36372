package io.tidewatch.job.trend;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.TrendKey;
import io.tidewatch.events.TrendWindow;
import java.time.Instant;

/**
 * A key's window after the watermark has passed its end.
 *
 * @param revision 0 when it closed, one more with each correction
 */
public record ClosedWindow(TrendKey key, long startMillis, long endMillis, int revision, TrendCounts counts) {
    private static final int LEADING_TERMS = 10;

    public TrendWindow toEvent() {
        return new TrendWindow(
                EventJson.SCHEMA_VERSION,
                key,
                Instant.ofEpochMilli(startMillis),
                Instant.ofEpochMilli(endMillis),
                revision,
                counts.novel,
                counts.raw,
                counts.pressReleases,
                counts.meanScore(),
                counts.leadingTerms(LEADING_TERMS),
                counts.lateMessages,
                counts.model == null ? new ModelStamp("none", 0) : counts.model);
    }
}
