package io.tidewatch.job.ingest;

import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Origin;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that was read and found valid.
 *
 * @param text what the model reads: title and text, cleaned, never empty
 * @param entities tickers of the companies that it is about, each once
 * @param readAtMillis when it was read, by the job's clock; for latency only
 * @param rawKey the record's key as it came, for the case that the message must be rejected after all
 * @param rawValue the record's value as it came
 */
public record Arrival(
        String id,
        String source,
        NewsKind kind,
        Instant publishedAt,
        String text,
        @Nullable String url,
        List<String> entities,
        Origin origin,
        long timestampMillis,
        long readAtMillis,
        byte @Nullable [] rawKey,
        byte[] rawValue) {}
