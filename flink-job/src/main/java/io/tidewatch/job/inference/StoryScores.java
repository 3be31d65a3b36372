package io.tidewatch.job.inference;

/** The decision on a story's first message, kept for its repeats until the watermark reaches {@code expiresAtMillis}. */
public record StoryScores(Scores scores, long expiresAtMillis) {}
