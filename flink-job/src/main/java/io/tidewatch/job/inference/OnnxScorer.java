package io.tidewatch.job.inference;

import ai.onnxruntime.OrtException;
import io.tidewatch.events.ModelStamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scores with a bundle's model. Sessions are shared by all scorers of a process that use the same model. */
public final class OnnxScorer implements TextScorer {
    private final SharedModels.Lease model;
    private final ModelStamp stamp;
    private final List<ModelTask> tasks;

    private OnnxScorer(SharedModels.Lease model, ModelStamp stamp, List<ModelTask> tasks) {
        this.model = model;
        this.stamp = stamp;
        this.tasks = tasks;
    }

    /** A factory for the bundle in {@code folder}, which must be readable at the same path wherever the job runs. */
    public static ScorerFactory factory(Path folder) {
        String path = folder.toAbsolutePath().toString();
        return (threads, epoch) -> open(Path.of(path), threads, epoch);
    }

    public static OnnxScorer open(Path folder, int threads, long epoch) {
        ModelBundle bundle = ModelBundle.load(folder);
        return new OnnxScorer(
                SharedModels.lease(bundle, threads), new ModelStamp(bundle.version(), epoch), bundle.tasks());
    }

    @Override
    public List<ModelTask> tasks() {
        return tasks;
    }

    @Override
    public List<EncodedText> encode(String text) {
        return model.tokenizer().encode(text);
    }

    @Override
    public List<Scores> score(List<EncodedText> batch) throws ScoringException {
        int length = batch.stream().mapToInt(EncodedText::length).max().orElse(0);
        OnnxModel.Outputs outputs;
        try {
            outputs = model.model().run(batch, length);
        } catch (OrtException e) {
            throw new ScoringException("the model failed on a batch of " + batch.size() + " texts", e);
        }
        List<Scores> scores = new ArrayList<>(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            List<TaskScore> taskScores = new ArrayList<>(tasks.size());
            for (ModelTask task : tasks) {
                float[] logits = outputs.row(task.name() + "_logits", row);
                float[] attention = outputs.row(task.name() + "_attention", row);
                taskScores.add(score(task, logits, batch.get(row), attention));
            }
            scores.add(new Scores(taskScores, stamp));
        }
        return scores;
    }

    private static TaskScore score(ModelTask task, float[] logits, EncodedText text, float[] attention) {
        float[] probabilities = Probabilities.calibrated(logits, task.temperature());
        return TaskScore.of(task, probabilities, Highlighter.highlights(text, attention));
    }

    @Override
    public void close() {
        model.close();
    }
}
