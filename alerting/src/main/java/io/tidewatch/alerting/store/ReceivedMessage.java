package io.tidewatch.alerting.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.alerting.view.Labels;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.ScoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scored message as it came.
 *
 * @param detail the message's JSON without its text
 */
public record ReceivedMessage(ScoredMessage message, String detail) {
    /** Disputed messages stand before all that the model was merely uncertain of. */
    static final double DISPUTED_RANK = 2;

    /** @throws UncheckedIOException if the bytes are not a scored message */
    public static ReceivedMessage read(byte[] json) {
        ScoredMessage message = EventJson.read(json, ScoredMessage.class);
        Received.require(message.id(), "id");
        Received.require(message.source(), "source");
        Received.require(message.kind(), "kind");
        Received.require(message.publishedAt(), "publishedAt");
        Received.require(message.text(), "text");
        Received.require(message.topic(), "topic");
        Received.require(message.sentiment(), "sentiment");
        Received.require(message.theme(), "theme");
        Received.require(message.probabilities(), "probabilities");
        Received.require(message.entities(), "entities");
        Received.require(message.novelty(), "novelty");
        Received.require(message.model(), "model");
        Received.indexable(message.id(), "id");
        Received.indexable(message.source(), "source");
        Received.indexable(message.topic(), "topic");
        Received.indexable(message.sentiment(), "sentiment");
        Received.indexable(message.theme(), "theme");
        message.entities().forEach(entity -> Received.indexable(entity, "entities"));
        try {
            ObjectNode tree = (ObjectNode) EventJson.mapper().readTree(json);
            tree.put("text", "");
            return new ReceivedMessage(message, Texts.storable(Json.write(tree)));
        } catch (IOException e) {
            throw new UncheckedIOException("not a ScoredMessage: " + e.getMessage(), e);
        }
    }

    Labels labels() {
        return new Labels(message.topic(), message.sentiment(), message.theme());
    }

    /** How little the model was certain, 0 to 1: what its least certain task lacks; null where it was certain of all. */
    @Nullable
    Double uncertainty() {
        if (message.uncertain().isEmpty() || message.novelty() != Novelty.NOVEL) {
            return null;
        }
        double least = 1;
        for (String task : message.uncertain()) {
            Map<String, Double> probabilities = message.probabilities().getOrDefault(task, Map.of());
            least = Math.min(
                    least,
                    probabilities.values().stream().mapToDouble(p -> p).max().orElse(1));
        }
        return 1 - least;
    }
}
