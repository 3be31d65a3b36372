package io.tidewatch.job.inference;

import io.tidewatch.events.ModelStamp;
import java.util.List;

/** What the model says of a text: one entry per task, in the bundle's order. */
public record Scores(List<TaskScore> tasks, ModelStamp model) {
    /** @throws IllegalArgumentException if the model has no such task */
    public TaskScore task(String name) {
        for (TaskScore task : tasks) {
            if (task.task().equals(name)) {
                return task;
            }
        }
        throw new IllegalArgumentException("the model has no task '" + name + "'");
    }

    /** The same decision without the places in the text, for messages that say it in other words. */
    public Scores withoutHighlights() {
        return new Scores(
                tasks.stream()
                        .map(task -> new TaskScore(task.task(), task.label(), task.probabilities(), List.of()))
                        .toList(),
                model);
    }
}
