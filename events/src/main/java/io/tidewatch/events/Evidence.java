package io.tidewatch.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that an alert rests on.
 *
 * @param probability calibrated probability of {@code sentiment}
 * @param highlights words that count most for the sentiment, offsets into {@code text}
 * @param faithfulness how far the probability falls when the highlighted words are masked; null where it was not measured
 */
public record Evidence(
        String messageId,
        Instant publishedAt,
        String source,
        String text,
        String sentiment,
        double probability,
        List<Highlight> highlights,
        @Nullable Double faithfulness) {}
