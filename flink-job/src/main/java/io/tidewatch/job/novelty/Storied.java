package io.tidewatch.job.novelty;

import io.tidewatch.events.Novelty;
import io.tidewatch.job.ingest.Arrival;
import io.tidewatch.job.model.ModelChoice;

/**
 * A message that has found its story.
 *
 * @param storyId id of the story's first message, the message's own if it is novel
 * @param storyTextHash text hash of the first message: a revision has its id, but is a story of its own
 * @param decidedAtMillis event time that the watermark had not reached when the story was found; once it has, the first
 *     message has been scored or never will be
 * @param models which shall read it; {@link ModelChoice#INITIAL} until one is chosen, and in state of earlier releases
 */
public record Storied(
        Arrival arrival,
        String storyId,
        long storyTextHash,
        Novelty novelty,
        long decidedAtMillis,
        ModelChoice models) {
    public Storied {
        models = models == null ? ModelChoice.INITIAL : models;
    }

    /** For which no model was chosen yet. */
    public Storied(Arrival arrival, String storyId, long storyTextHash, Novelty novelty, long decidedAtMillis) {
        this(arrival, storyId, storyTextHash, novelty, decidedAtMillis, ModelChoice.INITIAL);
    }

    public Storied readBy(ModelChoice choice) {
        return new Storied(arrival, storyId, storyTextHash, novelty, decidedAtMillis, choice);
    }

    /** Brings the messages of a story together. */
    public String storyKey() {
        return storyId + '#' + Long.toHexString(storyTextHash);
    }
}
