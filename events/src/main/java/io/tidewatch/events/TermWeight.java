package io.tidewatch.events;

/**
 * A word of negative messages and the attention it drew.
 *
 * @param weight sum of the word's attention shares over the messages
 */
public record TermWeight(String term, double weight) {}
