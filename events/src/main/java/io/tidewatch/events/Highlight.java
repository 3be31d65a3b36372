package io.tidewatch.events;

/**
 * A word that the model attended to. Attention shows where the model looked, not why it decided.
 *
 * @param start index of the word's first UTF-16 code unit in the message's text
 * @param end index after its last
 * @param weight the word's share of the task's attention, 0 to 1
 */
public record Highlight(int start, int end, double weight) {}
