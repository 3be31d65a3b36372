package io.tidewatch.quickstart.backtest;

import io.tidewatch.events.ModelStamp;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.inference.EncodedText;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.inference.Placement;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.inference.Scores;
import io.tidewatch.job.inference.TaskScore;
import io.tidewatch.job.inference.TextScorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers from recorded scores, and asks the model for what was not recorded: under other settings a message may be
 * scored that was a repeat when the recording was made.
 */
final class RecordedScorer implements TextScorer {
    /** Flink copies a factory to its subtasks by serialization; the scores are large and stay where they are. */
    private static final Map<String, RecordedScores> IN_USE = new ConcurrentHashMap<>();

    private final RecordedScores recorded;
    private final ModelBundle.Labels labels;
    private final ModelStamp stamp;
    private final ScorerFactory model;
    private final ScorerFactory.Resources resources;
    private @Nullable TextScorer opened;

    private RecordedScorer(
            RecordedScores recorded,
            ModelBundle.Labels labels,
            ScorerFactory model,
            ScorerFactory.Resources resources,
            long epoch) {
        this.recorded = recorded;
        this.labels = labels;
        this.model = model;
        this.resources = resources;
        stamp = new ModelStamp(labels.version(), epoch);
    }

    /** A factory of scorers, for as long as it is open. */
    static final class Source implements AutoCloseable {
        private final String id = UUID.randomUUID().toString();
        private final ScorerFactory factory;

        Source(RecordedScores recorded, Path bundle) {
            IN_USE.put(id, recorded);
            ModelBundle.Labels labels = ModelBundle.load(bundle).labels();
            ScorerFactory model = OnnxScorer.factory(bundle, Device.CPU);
            String key = id;
            factory = (resources, epoch) -> {
                RecordedScores scores = IN_USE.get(key);
                if (scores == null) {
                    throw new IllegalStateException("the recorded scores are no longer open");
                }
                return new RecordedScorer(scores, labels, model, resources, epoch);
            };
        }

        ScorerFactory factory() {
            return factory;
        }

        @Override
        public void close() {
            IN_USE.remove(id);
        }
    }

    @Override
    public List<ModelTask> tasks() {
        return labels.tasks();
    }

    @Override
    public ModelStamp stamp() {
        return stamp;
    }

    @Override
    public Placement placement() {
        return new Placement("recorded", -1, "scores were recorded before");
    }

    /** A recorded text is one window without tokens. */
    @Override
    public List<EncodedText> encode(String text) {
        return recorded.has(text)
                ? List.of(new EncodedText(text, new long[1], new int[] {-1}, new int[] {-1}))
                : model().encode(text);
    }

    @Override
    public List<Scores> score(List<EncodedText> batch) throws ScoringException {
        List<EncodedText> unknown =
                batch.stream().filter(window -> !recorded.has(window.text())).toList();
        List<Scores> scored = unknown.isEmpty() ? List.of() : model().score(unknown);
        List<Scores> inOrder = new ArrayList<>(batch.size());
        int next = 0;
        for (EncodedText window : batch) {
            List<TaskScore> known = recorded.of(window.text());
            inOrder.add(known == null ? scored.get(next++) : new Scores(known, stamp));
        }
        return inOrder;
    }

    private synchronized TextScorer model() {
        if (opened == null) {
            opened = model.open(resources, stamp.epoch());
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
