package io.tidewatch.job.inference;

import io.tidewatch.job.model.ModelId;
import java.io.Serializable;

/** Opens the models that commands name, where they run. */
@FunctionalInterface
public interface ModelOpener extends Serializable {
    /**
     * Opens a model. A second call for the same one in this process, while the first is open, is quick: nothing is
     * fetched, checked or loaded again.
     *
     * @throws InvalidBundleException if the bundle cannot be had or used
     */
    TextScorer open(ModelId model, ScorerFactory.Resources resources);
}
