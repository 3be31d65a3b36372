package io.tidewatch.job.inference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidewatch.job.config.JobConfig;

/**
 * A model that scores in one subtask, with its batches and the scores that it has given: no other model may answer with
 * those.
 *
 * @param known scores by text
 */
record Serving(TextScorer scorer, MicroBatcher batcher, Cache<String, Scores> known) implements AutoCloseable {
    /** Takes over an opened model. */
    static Serving start(
            TextScorer scorer,
            int maxBatchTokens,
            JobConfig.Inference config,
            String task,
            MicroBatcher.Listener listener) {
        MicroBatcher batcher =
                new MicroBatcher(scorer, maxBatchTokens, config.maxBatchAge(), config.maxPending(), task, listener);
        return new Serving(
                scorer,
                batcher,
                Caffeine.newBuilder().maximumSize(config.cachedTexts()).build());
    }

    /** Lets what is under way be scored, then closes the model; an interrupt drops it instead. */
    void retire() {
        batcher.closeWhenDone();
        scorer.close();
    }

    @Override
    public void close() {
        batcher.close();
        scorer.close();
    }
}
