package io.tidewatch.job.inference;

import io.tidewatch.job.config.JobConfig;
import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;

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
    record Resources(int threads, int gpu) {
        /** How Flink's GPU driver names a GPU's index. */
        private static final String GPU_INDEX = "index";

        /** A subtask's share of the processor, and the GPU that Flink gave to its TaskManager. */
        static Resources of(RuntimeContext context, JobConfig.Inference config) {
            int cores = Runtime.getRuntime().availableProcessors();
            int parallelism = context.getTaskInfo().getNumberOfParallelSubtasks();
            int threads = config.threads() > 0 ? config.threads() : Math.max(1, cores / parallelism);
            return new Resources(threads, gpu(context, config.gpuResource()));
        }

        /** The first GPU where Flink was not told of any. */
        private static int gpu(RuntimeContext context, String resource) {
            return context.getExternalResourceInfos(resource).stream()
                    .flatMap(info -> info.getProperty(GPU_INDEX).stream())
                    .mapToInt(Integer::parseInt)
                    .min()
                    .orElse(0);
        }

        /** For a model in shadow, which must leave the processor to the one that counts. */
        Resources leastThreads() {
            return new Resources(1, gpu);
        }
    }
}
