package io.tidewatch.job.inference;

import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.Reading;
import java.util.List;

/**
 * What the model says of a text: one entry per task, in the bundle's order.
 *
 * @param reading how much of the text it read
 */
public record Scores(List<TaskScore> tasks, ModelStamp model, Reading reading) {
    /** Of the whole text. */
    public Scores(List<TaskScore> tasks, ModelStamp model) {
        this(tasks, model, Reading.WHOLE);
    }

    Scores readBy(Reading how) {
        return new Scores(tasks, model, how);
    }

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
                        .map(task -> new TaskScore(
                                task.task(), task.label(), task.probabilities(), List.of(), task.uncertain()))
                        .toList(),
                model,
                reading);
    }
}
