package io.tidewatch.job.inference;

import io.tidewatch.events.Highlight;
import java.util.List;

/**
 * What the model says of one task.
 *
 * @param label the most probable label
 * @param probabilities calibrated, in the order of the bundle's labels, rounded to 4 decimals
 * @param highlights words that count most for the label, strongest first; see {@link Highlighter}
 * @param uncertain whether the label is less probable than the threshold of the model that decided
 */
public record TaskScore(
        String task, String label, float[] probabilities, List<Highlight> highlights, boolean uncertain) {
    /** Of a model that is always certain. */
    public TaskScore(String task, String label, float[] probabilities, List<Highlight> highlights) {
        this(task, label, probabilities, highlights, false);
    }

    /** Of the label. */
    double probability() {
        return probabilities[Probabilities.indexOfLargest(probabilities)];
    }

    static TaskScore of(ModelTask task, float[] probabilities, List<Highlight> highlights) {
        String label = task.labels().get(Probabilities.indexOfLargest(probabilities));
        return new TaskScore(task.name(), label, probabilities, highlights, task.isUncertain(probabilities));
    }
}
