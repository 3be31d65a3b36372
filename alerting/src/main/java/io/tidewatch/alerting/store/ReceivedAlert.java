package io.tidewatch.alerting.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.Alert;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.TrendKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it came. Its JSON is kept whole, with what a newer version of the contract may have added.
 *
 * @param facts the alert's JSON with its evidence emptied
 * @param evidence the evidence's JSON
 * @param group the group that the job put it into; null where the job says none, as in version 1
 */
public record ReceivedAlert(
        Alert alert,
        String facts,
        String evidence,
        @Nullable String group) {
    private static final String EVIDENCE = "evidence";
    private static final String GROUP = "storyGroup";

    /** @throws UncheckedIOException if the bytes are not an alert */
    public static ReceivedAlert read(byte[] json) {
        Alert alert = EventJson.read(json, Alert.class);
        Received.require(alert.id(), "id");
        Received.require(alert.kind(), "kind");
        Received.require(alert.state(), "state");
        Received.require(alert.severity(), "severity");
        Received.require(alert.surgeStart(), "surgeStart");
        Received.require(alert.windowStart(), "windowStart");
        Received.require(alert.windowEnd(), "windowEnd");
        Received.require(alert.evidence(), EVIDENCE);
        Received.require(alert.model(), "model");
        Received.indexable(alert.id(), "id");
        Received.indexable(Received.key(alert).asText(), "key");
        try {
            ObjectNode tree = (ObjectNode) EventJson.mapper().readTree(json);
            JsonNode evidence = tree.replace(EVIDENCE, tree.arrayNode());
            String group = tree.path(GROUP).isTextual() ? tree.path(GROUP).textValue() : null;
            return new ReceivedAlert(
                    alert, Texts.storable(Json.write(tree)), Texts.storable(Json.write(evidence)), group);
        } catch (IOException e) {
            throw new UncheckedIOException("not an Alert: " + e.getMessage(), e);
        }
    }

    TrendKey key() {
        return Received.key(alert);
    }
}
