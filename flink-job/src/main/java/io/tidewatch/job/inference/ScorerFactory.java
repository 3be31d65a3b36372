package io.tidewatch.job.inference;

import java.io.Serializable;

/** Opens the model where it runs: on a TaskManager, once per subtask. */
@FunctionalInterface
public interface ScorerFactory extends Serializable {
    /**
     * @param threads that one call may use
     * @param epoch stamped on each score
     */
    TextScorer open(int threads, long epoch);
}
