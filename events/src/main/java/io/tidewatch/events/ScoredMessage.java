package io.tidewatch.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code news.scored}: what was read and what the model decided. A repeat carries its story's decision and no
 * highlights of its own.
 *
 * @param text the cleaned text that the model read, plain text and never markup
 * @param topic the most probable label of the task {@code topic}; likewise {@code sentiment} and {@code theme}
 * @param probabilities calibrated probability by task and label, rounded to 4 decimals; of a text longer than the model
 *     reads at once, weighted means over its windows
 * @param uncertain tasks whose label is less probable than the model's threshold for the accuracy that it aims at; none
 *     where the model has no thresholds
 * @param highlights the words that count most by task, strongest first; of a long text, with the weights that they have
 *     in their windows
 * @param storyId the id of the story's first message
 * @param entities tickers that the message is about
 * @param reading how much of the text the model read
 */
public record ScoredMessage(
        int schemaVersion,
        String id,
        String source,
        NewsKind kind,
        Instant publishedAt,
        String text,
        @Nullable String url,
        String topic,
        String sentiment,
        String theme,
        Map<String, Map<String, Double>> probabilities,
        List<String> uncertain,
        Map<String, List<Highlight>> highlights,
        String storyId,
        Novelty novelty,
        List<String> entities,
        ModelStamp model,
        Reading reading,
        Origin origin) {

    /** Fills in what versions 1 and 2 did not have. */
    public ScoredMessage {
        uncertain = uncertain == null ? List.of() : List.copyOf(uncertain);
        reading = reading == null ? Reading.WHOLE : reading;
    }
}
