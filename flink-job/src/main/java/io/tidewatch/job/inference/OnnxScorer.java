package io.tidewatch.job.inference;

import ai.onnxruntime.OrtException;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.model.ModelId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Scores with a bundle's model. Sessions are shared by all scorers of a process that use the same model. */
public final class OnnxScorer implements TextScorer {
    /** Whose tokenizer is used throughout: a text may be encoded while the model is opened anew. */
    private final SharedModels.Lease first;

    private volatile SharedModels.Lease model;
    private final ModelStamp stamp;
    private final List<ModelTask> tasks;
    private final Highlighter highlighter;
    private final Set<String> outputs = new HashSet<>();
    private final Runnable afterClose;

    private OnnxScorer(
            SharedModels.Lease model,
            ModelStamp stamp,
            List<ModelTask> tasks,
            Highlighter highlighter,
            Runnable afterClose) {
        this.afterClose = afterClose;
        this.first = model;
        this.model = model;
        this.stamp = stamp;
        this.tasks = tasks;
        this.highlighter = highlighter;
        for (ModelTask task : tasks) {
            outputs.add(logits(task));
            outputs.add(highlighter.output(task));
        }
    }

    /** A factory for the bundle in {@code folder}, which must be readable at the same path wherever the job runs. */
    public static ScorerFactory factory(Path folder, Device device) {
        String path = folder.toAbsolutePath().toString();
        return (resources, epoch) -> open(Path.of(path), device, resources, epoch);
    }

    /** Opens the bundle on the processor. */
    public static OnnxScorer open(Path folder, int threads, long epoch) {
        return open(folder, Device.CPU, new ScorerFactory.Resources(threads, 0), epoch);
    }

    /** @throws InvalidBundleException if the bundle cannot be used, or the device is demanded and cannot be had */
    public static OnnxScorer open(Path folder, Device device, ScorerFactory.Resources resources, long epoch) {
        return open(ModelBundle.load(folder), device, resources, epoch, () -> {});
    }

    private static OnnxScorer open(
            ModelBundle bundle, Device device, ScorerFactory.Resources resources, long epoch, Runnable afterClose) {
        return new OnnxScorer(
                SharedModels.lease(bundle, device, resources.gpu(), resources.threads()),
                new ModelStamp(bundle.version(), epoch),
                bundle.tasks(),
                Highlighter.of(bundle),
                afterClose);
    }

    /**
     * An opener for the bundles that commands name.
     *
     * @param location of the bundles, as {@link JobConfig.Model#bundles} says
     * @param initial folder of the bundle that the job is started with
     */
    public static ModelOpener opener(String location, Path initial, Device device) {
        BundleSource source = new BundleSource(
                BundleDownload.isAddress(location)
                        ? location
                        : Path.of(location).toAbsolutePath().toString(),
                initial.toAbsolutePath().toString());
        return (model, resources) -> open(source, model, device, resources);
    }

    private static OnnxScorer open(
            BundleSource source, ModelId model, Device device, ScorerFactory.Resources resources) {
        SharedBundles.Lease lease = SharedBundles.lease(source, model);
        try {
            return open(lease.bundle(), device, resources, model.epoch(), lease::close);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    @Override
    public List<ModelTask> tasks() {
        return tasks;
    }

    @Override
    public List<EncodedText> encode(String text) {
        return first.tokenizer().encode(text);
    }

    @Override
    public ModelStamp stamp() {
        return stamp;
    }

    @Override
    public Placement placement() {
        return model.placement();
    }

    @Override
    public void reopen() {
        SharedModels.Lease broken = model;
        model = SharedModels.reopen(broken);
        if (broken != first) {
            broken.close();
        }
    }

    @Override
    public List<Scores> score(List<EncodedText> batch) throws ScoringException {
        int length = batch.stream().mapToInt(EncodedText::length).max().orElse(0);
        OnnxModel.Outputs results;
        try {
            results = model.model().run(batch, length, outputs);
        } catch (OrtException e) {
            throw new ScoringException("the model failed on a batch of " + batch.size() + " texts", e);
        }
        List<Scores> scores = new ArrayList<>(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            List<TaskScore> taskScores = new ArrayList<>(tasks.size());
            for (ModelTask task : tasks) {
                float[] logits = results.row(logits(task), row);
                float[] weights = results.row(highlighter.output(task), row);
                taskScores.add(score(task, logits, batch.get(row), weights));
            }
            scores.add(new Scores(taskScores, stamp));
        }
        return scores;
    }

    private TaskScore score(ModelTask task, float[] logits, EncodedText text, float[] weights) {
        float[] probabilities = Probabilities.calibrated(logits, task.temperature());
        return TaskScore.of(task, probabilities, highlighter.highlights(text, weights));
    }

    private static String logits(ModelTask task) {
        return task.name() + "_logits";
    }

    @Override
    public void close() {
        model.close();
        first.close();
        afterClose.run();
    }
}
