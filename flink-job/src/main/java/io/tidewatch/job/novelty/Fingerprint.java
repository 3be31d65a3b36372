package io.tidewatch.job.novelty;

/**
 * What is remembered of a text to recognise its repeats.
 *
 * @param bucket minimum hash over the text's word bigrams: equal for two texts with a probability of their bigrams'
 *     Jaccard similarity, always for equal texts, and rarely for others
 * @param textHash hash of the normalised words in order
 * @param numbersHash hash of the words that carry digits, whatever their order: "cuts 500 jobs" and "cuts 900 jobs" are
 *     different news however alike they look
 * @param words number of words
 * @param signature SuperMinHash of word uni- and bigrams
 */
public record Fingerprint(long bucket, long textHash, long numbersHash, int words, byte[] signature) {}
