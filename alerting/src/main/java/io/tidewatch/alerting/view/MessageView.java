package io.tidewatch.alerting.view;

import io.tidewatch.events.Highlight;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A scored message with the desk's corrections. */
public record MessageView(
        String id,
        String source,
        NewsKind kind,
        Instant publishedAt,
        String text,
        @Nullable String url,
        String topic,
        String sentiment,
        String theme,
        Labels modelLabels,
        Map<String, Map<String, Double>> probabilities,
        List<String> uncertain,
        Map<String, List<Highlight>> highlights,
        String storyId,
        Novelty novelty,
        List<String> entities,
        ModelStamp model,
        Reading reading,
        List<Correction> corrections,
        boolean disputed) {}
