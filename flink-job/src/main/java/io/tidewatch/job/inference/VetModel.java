package io.tidewatch.job.inference;

import io.tidewatch.events.ModelControl;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.metrics.MetricNames;
import io.tidewatch.job.model.ModelId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets pass the commands whose bundle is there, is the one that was released, fits the job's labels, opens and scores.
 * The others are refused, and the model that scores stays. It is done in one place and before any subtask hears of the
 * command, so that all follow it or none. It happens beside the operator's thread: a bundle takes seconds to open.
 */
public final class VetModel extends RichAsyncFunction<ModelControl, ModelControl> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(VetModel.class);
    /** Commands that come together, as all do when the topic is read from its beginning, are seen together. */
    private static final Duration SETTLE = Duration.ofMillis(200);
    /** Commands that are vetted or wait for it; more wait in Kafka. */
    private static final int CAPACITY = 1_000;

    private final ModelOpener opener;
    private final ModelBundle.Labels labels;
    private final JobConfig.Inference config;
    private transient ScheduledExecutorService vetting;
    private transient AtomicLong newestSwap;
    private transient Counter accepted;
    private transient Counter refused;
    private transient ScorerFactory.Resources resources;

    VetModel(ModelOpener opener, ModelBundle.Labels labels, JobConfig.Inference config) {
        this.opener = opener;
        this.labels = labels;
        this.config = config;
    }

    /** @param labels of the model that the job starts with: everything behind it counts by them */
    public static DataStream<ModelControl> attach(
            DataStream<ModelControl> commands,
            ModelOpener opener,
            ModelBundle.Labels labels,
            JobConfig.Inference config) {
        return AsyncDataStream.orderedWait(
                        commands,
                        new VetModel(opener, labels, config),
                        config.timeout().toMillis(),
                        TimeUnit.MILLISECONDS,
                        CAPACITY)
                .name("vet model")
                .uid("inference-vet-model")
                .setParallelism(1);
    }

    @Override
    public void open(OpenContext context) {
        vetting = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("vet-model"));
        newestSwap = new AtomicLong();
        accepted = counter(MetricNames.MODEL_COMMANDS_ACCEPTED);
        refused = counter(MetricNames.MODEL_COMMANDS_REFUSED);
        // The model is opened here to see that it can be; it need not be fast.
        resources = ScorerFactory.Resources.of(getRuntimeContext(), config).leastThreads();
    }

    private Counter counter(String name) {
        return getRuntimeContext().getMetricGroup().counter(name, new ThreadSafeSimpleCounter());
    }

    @Override
    public void asyncInvoke(ModelControl command, ResultFuture<ModelControl> result) {
        if (command.action() != ModelControl.Action.SHADOW) {
            newestSwap.accumulateAndGet(command.epoch(), Math::max);
        }
        vetting.schedule(() -> vet(command, result), SETTLE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void vet(ModelControl command, ResultFuture<ModelControl> result) {
        if (command.epoch() < newestSwap.get()) {
            LOG.info("Passed over the command of epoch {}: a later one is there", command.epoch());
            result.complete(List.of());
            return;
        }
        try {
            check(ModelId.of(command));
            accepted.inc();
            LOG.info(
                    "Accepted: {} of model {} with epoch {}, by {}",
                    command.action(),
                    command.version(),
                    command.epoch(),
                    command.issuedBy());
            result.complete(List.of(command));
        } catch (RuntimeException | TextScorer.ScoringException e) {
            refused.inc();
            LOG.error(
                    "Refused: {} of model {} with epoch {}; the model stays as it is: {}",
                    command.action(),
                    command.version(),
                    command.epoch(),
                    e.getMessage(),
                    e);
            result.complete(List.of());
        }
    }

    private void check(ModelId model) throws TextScorer.ScoringException {
        try (TextScorer scorer = opener.open(model, resources)) {
            requireSameLabels(scorer.tasks());
            WarmUp.run(scorer);
        }
    }

    private void requireSameLabels(List<ModelTask> offered) {
        List<String> expected =
                labels.tasks().stream().map(VetModel::nameAndLabels).toList();
        List<String> actual = offered.stream().map(VetModel::nameAndLabels).toList();
        if (!actual.equals(expected)) {
            throw new InvalidBundleException("it has the tasks " + without(actual, expected)
                    + " where the job counts by " + without(expected, actual) + "; start a new job for other labels");
        }
    }

    private static List<String> without(List<String> tasks, List<String> others) {
        return tasks.stream().filter(task -> !others.contains(task)).toList();
    }

    private static String nameAndLabels(ModelTask task) {
        return task.name() + " " + task.labels();
    }

    @Override
    public void timeout(ModelControl command, ResultFuture<ModelControl> result) {
        refused.inc();
        LOG.error("Refused: model {} with epoch {} took too long to open", command.version(), command.epoch());
        result.complete(List.of());
    }

    @Override
    public void close() {
        if (vetting != null) {
            vetting.shutdownNow();
        }
    }
}
