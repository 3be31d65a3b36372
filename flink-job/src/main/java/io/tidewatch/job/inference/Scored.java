package io.tidewatch.job.inference;

import io.tidewatch.job.novelty.Storied;

/** A message with its story and the model's decision. */
public record Scored(Storied storied, Scores scores) {}
