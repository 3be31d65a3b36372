package io.tidewatch.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
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
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What most people build first: each text is a run of the model of its own, padded or cut to one length. */
final class NaiveScorer implements TextScorer {
    static final int LENGTH = 128;

    private final OnnxScorer tokenizer;
    private final BareModel model;
    private final List<ModelTask> tasks;
    private final ModelStamp stamp;

    private NaiveScorer(OnnxScorer tokenizer, BareModel model, List<ModelTask> tasks, ModelStamp stamp) {
        this.tokenizer = tokenizer;
        this.model = model;
        this.tasks = tasks;
        this.stamp = stamp;
    }

    static ScorerFactory factory(Path folder, Device device) {
        String path = folder.toString();
        return (resources, epoch) -> open(Path.of(path), device, resources, epoch);
    }

    static NaiveScorer open(Path folder, Device device, ScorerFactory.Resources resources, long epoch) {
        ModelBundle bundle = ModelBundle.load(folder);
        OnnxScorer scorer = OnnxScorer.open(folder, device, resources, epoch);
        try {
            return new NaiveScorer(
                    scorer,
                    new BareModel(bundle, scorer.placement(), resources.threads()),
                    bundle.tasks(),
                    new ModelStamp(bundle.version(), epoch));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot load the model in " + folder, e);
        }
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
        return tokenizer.placement();
    }

    /** Returns the beginning of the text alone. */
    @Override
    public List<EncodedText> encode(String text) {
        return tokenizer.encode(text).subList(0, 1);
    }

    @Override
    public List<Scores> score(List<EncodedText> batch) throws ScoringException {
        List<Scores> scores = new ArrayList<>(batch.size());
        for (EncodedText text : batch) {
            long[] ids = Arrays.copyOf(text.ids(), Math.min(LENGTH, text.length()));
            try (BareModel.Batch alone = model.batch(List.of(ids), LENGTH);
                    OrtSession.Result result = model.run(alone)) {
                scores.add(scores(result));
            } catch (OrtException e) {
                throw new ScoringException("the model failed on a text", e);
            }
        }
        return scores;
    }

    private Scores scores(OrtSession.Result result) {
        List<TaskScore> scores = new ArrayList<>(tasks.size());
        for (ModelTask task : tasks) {
            OnnxTensor logits = (OnnxTensor) result.get(task.name() + "_logits").orElseThrow();
            float[] probabilities = softmax(logits.getFloatBuffer(), task.temperature());
            int best = 0;
            for (int i = 1; i < probabilities.length; i++) {
                best = probabilities[i] > probabilities[best] ? i : best;
            }
            scores.add(new TaskScore(task.name(), task.labels().get(best), probabilities, List.of()));
        }
        return new Scores(scores, stamp);
    }

    private static float[] softmax(FloatBuffer logits, double temperature) {
        float[] probabilities = new float[logits.remaining()];
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double exponential = Math.exp(logits.get(i) / temperature);
            probabilities[i] = (float) exponential;
            sum += exponential;
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) (probabilities[i] / sum);
        }
        return probabilities;
    }

    @Override
    public void close() {
        tokenizer.close();
        try {
            model.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close its session", e);
        }
    }
}
