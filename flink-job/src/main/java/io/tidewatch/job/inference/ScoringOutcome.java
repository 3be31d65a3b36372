package io.tidewatch.job.inference;

import io.tidewatch.events.RejectedMessage;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message in the model: exactly one of {@code scored} and {@code rejected} is present.
 *
 * @param storyKey the story of the message in either case
 */
public record ScoringOutcome(
        String storyKey, @Nullable Scored scored, @Nullable RejectedMessage rejected) {}
