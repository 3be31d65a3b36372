package io.tidewatch.benchmarks;

import io.tidewatch.events.Highlight;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.job.inference.EncodedText;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Placement;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.inference.Scores;
import io.tidewatch.job.inference.TaskScore;
import io.tidewatch.job.inference.TextScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Scores without a model, as good as free. Labels follow from the text's hash, so that the windows and the detector get
 * as many keys as in life, and results are as large as real ones.
 */
final class ConstantScorer implements TextScorer {
    private static final float PROBABILITY = 0.9f;
    /** The first character of each text, as often as a real score marks words. */
    private static final List<Highlight> HIGHLIGHTS = Collections.nCopies(5, new Highlight(0, 1, 0.2));

    private final List<List<TaskScore>> scoresByTask = new ArrayList<>();
    private final List<ModelTask> tasks;
    private final ModelStamp stamp;

    ConstantScorer(ModelBundle.Labels labels, long epoch) {
        tasks = labels.tasks();
        stamp = new ModelStamp(labels.version(), epoch);
        for (ModelTask task : labels.tasks()) {
            List<TaskScore> scores = new ArrayList<>();
            for (int i = 0; i < task.labels().size(); i++) {
                scores.add(new TaskScore(
                        task.name(),
                        task.labels().get(i),
                        probabilities(task.labels().size(), i),
                        HIGHLIGHTS));
            }
            scoresByTask.add(scores);
        }
    }

    static ScorerFactory factory(ModelBundle.Labels labels) {
        return (resources, epoch) -> new ConstantScorer(labels, epoch);
    }

    private static float[] probabilities(int labels, int best) {
        float[] probabilities = new float[labels];
        Arrays.fill(probabilities, labels == 1 ? 1 : (1 - PROBABILITY) / (labels - 1));
        probabilities[best] = labels == 1 ? 1 : PROBABILITY;
        return probabilities;
    }

    @Override
    public List<ModelTask> tasks() {
        return tasks;
    }

    @Override
    public ModelStamp stamp() {
        return stamp;
    }

    @Override
    public Placement placement() {
        return new Placement("constant", -1, "a benchmark without a model");
    }

    @Override
    public List<EncodedText> encode(String text) {
        return List.of(new EncodedText(text, new long[1], new int[] {-1}, new int[] {-1}));
    }

    @Override
    public List<Scores> score(List<EncodedText> batch) {
        return batch.stream().map(text -> scores(text.text())).toList();
    }

    private Scores scores(String text) {
        // Java's hash of a string leaves its high bits poorly mixed; the multiplier is Knuth's.
        int rest = (text.hashCode() * 0x9E3779B1) >>> 1;
        List<TaskScore> scores = new ArrayList<>(scoresByTask.size());
        for (List<TaskScore> choices : scoresByTask) {
            scores.add(choices.get(rest % choices.size()));
            rest /= choices.size();
        }
        return new Scores(scores, stamp);
    }

    @Override
    public void close() {}
}
