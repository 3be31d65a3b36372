package io.tidewatch.job.novelty;

/** The first message of a story, as far as it takes to recognise its repeats. */
public record Story(String id, long publishedAtMillis, Fingerprint fingerprint) {}
