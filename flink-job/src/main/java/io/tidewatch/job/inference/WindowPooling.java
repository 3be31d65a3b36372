package io.tidewatch.job.inference;

import io.tidewatch.events.Highlight;
import java.util.ArrayList;
import java.util.List;

/** Makes one text's scores from those of its windows. Training's evaluation pools likewise; docs/adr/0008 says why so. */
final class WindowPooling {
    private WindowPooling() {}

    /**
     * Probabilities are the windows' means with the weights 1, 1/2, 1/3 and so on: news says first what matters most.
     * Words are highlighted where a window decides as the whole text does: elsewhere they speak for another label.
     *
     * @param windows in the order of the text; a single one is the text's score as it is
     */
    static Scores pooled(List<ModelTask> tasks, List<Scores> windows) {
        if (windows.size() == 1) {
            return windows.get(0);
        }
        List<TaskScore> pooled = new ArrayList<>(tasks.size());
        for (ModelTask task : tasks) {
            List<TaskScore> parts =
                    windows.stream().map(window -> window.task(task.name())).toList();
            pooled.add(pooled(task, parts));
        }
        return new Scores(pooled, windows.get(0).model());
    }

    private static TaskScore pooled(ModelTask task, List<TaskScore> windows) {
        TaskScore withoutWords = TaskScore.of(task, means(windows), List.of());
        List<Highlight> words = windows.stream()
                .filter(window -> window.label().equals(withoutWords.label()))
                .flatMap(window -> window.highlights().stream())
                .toList();
        return TaskScore.of(task, withoutWords.probabilities(), Highlighter.strongest(words));
    }

    /** Rounded as each window's are. */
    private static float[] means(List<TaskScore> windows) {
        float[] means = new float[windows.get(0).probabilities().length];
        for (int label = 0; label < means.length; label++) {
            double sum = 0;
            double weights = 0;
            for (int window = 0; window < windows.size(); window++) {
                double weight = 1.0 / (window + 1);
                sum += weight * windows.get(window).probabilities()[label];
                weights += weight;
            }
            means[label] = Probabilities.rounded(sum / weights);
        }
        return means;
    }
}
