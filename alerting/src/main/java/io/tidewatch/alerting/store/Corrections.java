package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.Correction;
import io.tidewatch.alerting.view.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows from the corrections of a message, given newest first. */
final class Corrections {
    private Corrections() {}

    /** Per task the newest correction, else the model's label. */
    static Labels held(Labels model, List<Correction> corrections) {
        return new Labels(
                held("topic", model.topic(), corrections),
                held("sentiment", model.sentiment(), corrections),
                held("theme", model.theme(), corrections));
    }

    private static String held(String task, String model, List<Correction> corrections) {
        for (Correction correction : corrections) {
            String label = correction.labels().get(task);
            if (label != null) {
                return label;
            }
        }
        return model;
    }

    /** Whether two people gave different labels for a task. */
    static boolean disputed(List<Correction> corrections) {
        Map<String, String> seen = new HashMap<>();
        for (Correction correction : corrections) {
            for (Map.Entry<String, String> label : correction.labels().entrySet()) {
                String other = seen.putIfAbsent(label.getKey(), label.getValue());
                if (other != null && !other.equals(label.getValue())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The place in the queue of what to label next; null: not in it. Who was judged and not disputed need not come again. */
    static @Nullable Double queueRank(@Nullable Double uncertainty, List<Correction> corrections) {
        if (disputed(corrections)) {
            return ReceivedMessage.DISPUTED_RANK;
        }
        return corrections.isEmpty() ? uncertainty : null;
    }
}
