package io.tidewatch.job.novelty;

import io.tidewatch.events.Novelty;
import io.tidewatch.job.ingest.Arrival;

/**
 * A message that has found its story.
 *
 * @param storyId id of the story's first message, the message's own if it is novel
 * @param storyTextHash text hash of the first message: a revision has its id, but is a story of its own
 * @param decidedAtMillis event time that the watermark had not reached when the story was found; once it has, the first
 *     message has been scored or never will be
 */
public record Storied(Arrival arrival, String storyId, long storyTextHash, Novelty novelty, long decidedAtMillis) {
    /** Brings the messages of a story together. */
    public String storyKey() {
        return storyId + '#' + Long.toHexString(storyTextHash);
    }
}
