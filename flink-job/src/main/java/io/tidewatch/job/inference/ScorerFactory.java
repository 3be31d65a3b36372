package io.tidewatch.job.inference;

import java.io.Serializable;

/** Opens the model where it runs: on a TaskManager, once per subtask. */
@FunctionalInterface
public interface ScorerFactory extends Serializable {
    /** @param epoch stamped on each score */
    TextScorer open(Resources resources, long epoch);

    /**
     * What of the machine a subtask may use.
     *
     * @param threads that one call may use
     * @param gpu index of the GPU, where one is used
     */
    record Resources(int threads, int gpu) {}
}
