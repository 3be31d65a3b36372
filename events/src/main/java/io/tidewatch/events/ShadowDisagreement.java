package io.tidewatch.events;

import java.time.Instant;
import java.util.List;

/**
 * A value of {@code model.shadow}: a message on which a model that runs in shadow decides otherwise than the model whose
 * scores count.
 *
 * @param messageId the feed's id of the message, also the record's key
 * @param text what both models read
 * @param champion the model whose scores count
 * @param challenger the model in shadow
 * @param tasks the tasks that they disagree on, at least one
 */
public record ShadowDisagreement(
        int schemaVersion,
        String messageId,
        Instant publishedAt,
        String text,
        ModelStamp champion,
        ModelStamp challenger,
        List<TaskDisagreement> tasks) {

    /**
     * What the two say of a task.
     *
     * @param championProbability that the champion gives to its own label, calibrated, 0 to 1, rounded to 4 decimals
     * @param challengerProbability that the challenger gives to its own
     */
    public record TaskDisagreement(
            String task,
            String championLabel,
            double championProbability,
            String challengerLabel,
            double challengerProbability) {}
}
