package io.tidewatch.job.model;

import org.jspecify.annotations.Nullable;

/**
 * The models that read a message.
 *
 * @param champion whose scores count; null for the model that the job was started with
 * @param challenger the model in shadow, which scores beside the champion without effect; null where there is none
 */
public record ModelChoice(
        @Nullable ModelId champion, @Nullable ModelId challenger) {
    /** Before the first command. */
    public static final ModelChoice INITIAL = new ModelChoice(null, null);

    /** Epoch of the champion: 0 for the model that the job was started with. */
    public long epoch() {
        return champion == null ? 0 : champion.epoch();
    }
}
