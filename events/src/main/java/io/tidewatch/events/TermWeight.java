package io.tidewatch.events;

/**
 * A word of negative messages and how much it counted.
 *
 * @param weight sum of the word's {@link Highlight} weights over the messages
 */
public record TermWeight(String term, double weight) {}
