package io.tidewatch.events;

/**
 * A word that counted for the model's label of a task.
 *
 * <p>What {@code weight} measures depends on the model. Where its bundle has highlights, it is how far the calibrated
 * probability of the label falls when the word is left out of the pooling of the text's words; words from 0.001 on are
 * listed. Older bundles, up to 2026.11.2, give the word's share of the task's attention; words from 0.05 on are listed,
 * and attention shows where the model looked, not why it decided. Either way more is stronger, but weights of different
 * models must not be compared.
 *
 * @param start index of the word's first UTF-16 code unit in the message's text
 * @param end index after its last
 * @param weight 0 to 1; see above
 */
public record Highlight(int start, int end, double weight) {}
