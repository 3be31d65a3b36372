package io.tidewatch.job.inference;

import io.tidewatch.events.ModelStamp;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores texts. A text longer than the model's limit is cut into windows, which are scored as texts of their own and
 * then pooled. A text's score depends on the text and the model alone, not on its batch. Implementations may be called
 * by several threads at once, and must not be closed while a call is under way.
 */
public interface TextScorer extends AutoCloseable {
    /** Padded tokens of one run where nothing says otherwise: small enough to stay in the processor's cache. */
    int DEFAULT_BATCH_TOKENS = 512;

    /**
     * Scores any number of texts, batched by length, and returns their scores in the order given.
     *
     * @param texts cleaned texts, none empty
     * @throws IllegalArgumentException if one is too long to be read
     */
    default List<Scores> scoreTexts(List<String> texts) throws ScoringException {
        return scoreEncoded(texts.stream().map(this::encode).toList());
    }

    /** Scores any number of texts, each given as its windows. */
    default List<Scores> scoreEncoded(List<List<EncodedText>> texts) throws ScoringException {
        List<EncodedText> windows = texts.stream().flatMap(List::stream).toList();
        Map<EncodedText, Scores> scores = new IdentityHashMap<>();
        for (List<EncodedText> batch : BatchPlanner.plan(windows, DEFAULT_BATCH_TOKENS)) {
            List<Scores> batchScores = score(batch);
            for (int i = 0; i < batch.size(); i++) {
                scores.put(batch.get(i), batchScores.get(i));
            }
        }
        return texts.stream()
                .map(text -> WindowPooling.pooled(
                        tasks(), text.stream().map(scores::get).toList()))
                .toList();
    }

    /** The model's tasks, in the order of {@link Scores#tasks}. */
    List<ModelTask> tasks();

    /**
     * Turns a cleaned text into tokens.
     *
     * @return its windows in order; one where the text fits the model
     * @throws IllegalArgumentException if it is too long to be read
     */
    List<EncodedText> encode(String text);

    /** What is stamped on each score. */
    ModelStamp stamp();

    /** Where the model runs. */
    Placement placement();

    /**
     * Opens the model anew after it stopped working. Others that share the old one are not disturbed.
     *
     * @throws InvalidBundleException if that fails
     */
    default void reopen() {}

    /** Scores one batch of windows, each by itself, in the order given. */
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
