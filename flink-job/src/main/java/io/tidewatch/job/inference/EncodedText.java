package io.tidewatch.job.inference;

/**
 * A text as token ids; of a text longer than the model's limit, one window.
 *
 * @param text the whole text
 * @param ids token ids with special tokens, at most the model's limit
 * @param wordStarts per token, index in the whole text of the first UTF-16 code unit of the word that the token belongs
 *     to; -1 for a special token
 * @param wordEnds per token, index after that word's last code unit; -1 for a special token
 */
public record EncodedText(String text, long[] ids, int[] wordStarts, int[] wordEnds) implements BatchPlanner.HasLength {
    @Override
    public int length() {
        return ids.length;
    }
}
