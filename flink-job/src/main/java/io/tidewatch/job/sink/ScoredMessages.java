package io.tidewatch.job.sink;

import io.tidewatch.events.Highlight;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.events.Topics;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import io.tidewatch.job.inference.Scores;
import io.tidewatch.job.inference.TaskScore;
import io.tidewatch.job.ingest.Arrival;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings scored messages into the form of the contract, with the model's labels spelt out. */
public final class ScoredMessages implements Serializable {
    private static final long serialVersionUID = 1;
    private final ModelBundle.Labels labels;

    public ScoredMessages(ModelBundle.Labels labels) {
        this.labels = labels;
    }

    public ScoredMessage toEvent(Scored scored) {
        Arrival arrival = scored.storied().arrival();
        Scores scores = scored.scores();
        return new ScoredMessage(
                Topics.SCORED.schemaVersion(),
                arrival.id(),
                arrival.source(),
                arrival.kind(),
                arrival.publishedAt(),
                arrival.text(),
                arrival.url(),
                scores.task(ModelTask.TOPIC).label(),
                scores.task(ModelTask.SENTIMENT).label(),
                scores.task(ModelTask.THEME).label(),
                probabilities(scores, labels),
                uncertain(scores),
                highlights(scores),
                scored.storied().storyId(),
                scored.storied().novelty(),
                arrival.symbols(),
                scores.model(),
                scores.reading(),
                arrival.origin());
    }

    /** Calibrated probabilities by task and label, rounded to 4 decimals. */
    public static Map<String, Map<String, Double>> probabilities(Scores scores, ModelBundle.Labels labels) {
        Map<String, Map<String, Double>> byTask = new LinkedHashMap<>();
        for (TaskScore task : scores.tasks()) {
            List<String> names = labels.task(task.task()).labels();
            Map<String, Double> byLabel = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                byLabel.put(names.get(i), Math.round(task.probabilities()[i] * 1e4) / 1e4);
            }
            byTask.put(task.task(), byLabel);
        }
        return byTask;
    }

    /** Tasks whose label is less probable than the threshold of the model that decided for the accuracy that it aims at. */
    public static List<String> uncertain(Scores scores) {
        return scores.tasks().stream()
                .filter(TaskScore::uncertain)
                .map(TaskScore::task)
                .toList();
    }

    /** The words that count most by task, strongest first. */
    public static Map<String, List<Highlight>> highlights(Scores scores) {
        Map<String, List<Highlight>> byTask = new LinkedHashMap<>();
        scores.tasks().forEach(task -> byTask.put(task.task(), task.highlights()));
        return byTask;
    }
}
