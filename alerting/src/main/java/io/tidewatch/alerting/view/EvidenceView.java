package io.tidewatch.alerting.view;

import io.tidewatch.events.Highlight;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that an alert rests on; {@code message} is null where the service does not hold it. */
public record EvidenceView(
        String messageId,
        Instant publishedAt,
        String source,
        String text,
        String sentiment,
        double probability,
        List<Highlight> highlights,
        @Nullable Double faithfulness,
        @Nullable MessageView message) {}
