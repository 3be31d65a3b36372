package io.tidewatch.job.inference;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores texts. A text's score depends on the text and the model alone, not on its batch. Implementations may be called
 * by several threads at once, and must not be closed while a call is under way.
 */
public interface TextScorer extends AutoCloseable {
    /** Padded tokens of one run where nothing says otherwise: small enough to stay in the processor's cache. */
    int DEFAULT_BATCH_TOKENS = 2_048;

    /**
     * Scores any number of texts, batched by length, and returns their scores in the order given.
     *
     * @param texts cleaned texts, none empty
     */
    default List<Scores> scoreTexts(List<String> texts) throws ScoringException {
        List<EncodedText> encoded = texts.stream().map(this::encode).toList();
        Map<EncodedText, Scores> scores = new IdentityHashMap<>();
        for (List<EncodedText> batch : BatchPlanner.plan(encoded, DEFAULT_BATCH_TOKENS)) {
            List<Scores> batchScores = score(batch);
            for (int i = 0; i < batch.size(); i++) {
                scores.put(batch.get(i), batchScores.get(i));
            }
        }
        return encoded.stream().map(scores::get).toList();
    }

    /** Turns a cleaned text into tokens. */
    EncodedText encode(String text);

    /** Scores one batch, in the order given. */
    List<Scores> score(List<EncodedText> batch) throws ScoringException;

    @Override
    void close();

    /** The model failed on a batch. */
    final class ScoringException extends Exception {
        private static final long serialVersionUID = 1;

        public ScoringException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
