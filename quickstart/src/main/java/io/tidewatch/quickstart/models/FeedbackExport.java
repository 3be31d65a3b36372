package io.tidewatch.quickstart.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.events.Topics;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what people said of messages to a file, one JSON object a line: {@code {"feedback": ..., "text": ...}}. A
 * feedback names its message by id, so the texts come from {@code news.scored}; null where the topic no longer has it.
 */
public final class FeedbackExport {
    private final String bootstrapServers;
    private final String feedbackTopic;
    private final String scoredTopic;

    public FeedbackExport(String bootstrapServers) {
        this(bootstrapServers, Topics.FEEDBACK.topic(), Topics.SCORED.topic());
    }

    /** For a deployment that has chosen other names of the topics. */
    public FeedbackExport(String bootstrapServers, String feedbackTopic, String scoredTopic) {
        this.bootstrapServers = bootstrapServers;
        this.feedbackTopic = feedbackTopic;
        this.scoredTopic = scoredTopic;
    }

    /** What was written. */
    public record Written(int feedback, int withoutText) {}

    /**
     * @param from only feedback given at this time or later; null for all
     * @param to only feedback given before this time; null for all
     */
    public Written write(Path file, @Nullable Instant from, @Nullable Instant to) throws IOException {
        List<AnalystFeedback> given = new ArrayList<>();
        Set<String> messages = new HashSet<>();
        TopicScan.read(bootstrapServers, feedbackTopic, value -> {
            AnalystFeedback feedback = EventJson.read(value, AnalystFeedback.class);
            if (feedback.target() == AnalystFeedback.Target.MESSAGE && isWithin(feedback.at(), from, to)) {
                given.add(feedback);
                messages.add(feedback.targetId());
            }
        });
        Map<String, String> texts = new HashMap<>();
        TopicScan.read(bootstrapServers, scoredTopic, value -> {
            ScoredMessage scored = EventJson.read(value, ScoredMessage.class);
            if (messages.contains(scored.id())) {
                texts.put(scored.id(), scored.text());
            }
        });
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (AnalystFeedback feedback : given) {
                ObjectNode line = EventJson.mapper().createObjectNode();
                line.set("feedback", EventJson.mapper().valueToTree(feedback));
                line.put("text", texts.get(feedback.targetId()));
                out.write(EventJson.mapper().writeValueAsString(line));
                out.newLine();
            }
        }
        int withoutText = (int) given.stream()
                .filter(feedback -> !texts.containsKey(feedback.targetId()))
                .count();
        return new Written(given.size(), withoutText);
    }

    private static boolean isWithin(Instant at, @Nullable Instant from, @Nullable Instant to) {
        return (from == null || !at.isBefore(from)) && (to == null || at.isBefore(to));
    }
}
