package io.tidewatch.job.inference;

import com.github.benmanes.caffeine.cache.Cache;
import io.tidewatch.events.Reading;
import io.tidewatch.events.RejectionReason;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.ingest.Rejections;
import io.tidewatch.job.metrics.ConfidenceMetrics;
import io.tidewatch.job.metrics.InferenceMetrics;
import io.tidewatch.job.model.ModelChoice;
import io.tidewatch.job.model.ModelId;
import io.tidewatch.job.novelty.Storied;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores novel messages in micro-batches. Flink's asynchronous operator keeps the messages under way in its checkpoint
 * and submits them again after a restart, so none is lost or doubled, and lets no watermark pass a message before it.
 *
 * <p>Each message says which model shall read it. When one names a newer model than the current one, that takes over
 * from this message on, while the messages under way are still scored by the model before it.
 */
public final class InferenceFunction extends RichAsyncFunction<Storied, ScoringOutcome> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(InferenceFunction.class);
    /** The model that a job starts with; the epochs of commands lie above. */
    private static final long FIRST_EPOCH = 0;
    /** Texts that come again word for word are headlines and tweets; longer ones would only fill the cache. */
    private static final int MAX_CACHED_CHARS = 500;
    /** A model that is retired finishes its batch within milliseconds. */
    private static final Duration RETIREMENT = Duration.ofSeconds(30);

    private final JobConfig.Inference config;
    private final ScorerFactory model;
    private final @Nullable ModelOpener opener;
    private final Clock clock;
    private transient @Nullable Serving serving;
    private transient ExecutorService retirement;
    private transient InferenceMetrics metrics;
    private transient ConfidenceMetrics confidence;
    private transient OverloadLadder overload;
    private transient int maxBatchTokens;

    /** @param opener opens models that messages name; null where no command can name one */
    InferenceFunction(JobConfig.Inference config, ScorerFactory model, @Nullable ModelOpener opener, Clock clock) {
        this.config = config;
        this.model = model;
        this.opener = opener;
        this.clock = clock;
    }

    public static SingleOutputStreamOperator<ScoringOutcome> attach(
            DataStream<Storied> novel,
            JobConfig.Inference config,
            ScorerFactory model,
            @Nullable ModelOpener opener,
            Clock clock) {
        // The order within two watermarks is of no interest: everything after counts, and counts commute.
        return AsyncDataStream.unorderedWait(
                        novel,
                        new InferenceFunction(config, model, opener, clock),
                        config.timeout().toMillis(),
                        TimeUnit.MILLISECONDS,
                        config.maxPending())
                .name("score")
                .uid("inference-score");
    }

    @Override
    public void open(OpenContext context) {
        metrics = new InferenceMetrics(getRuntimeContext().getMetricGroup());
        confidence = new ConfidenceMetrics(getRuntimeContext().getMetricGroup());
        overload = new OverloadLadder(config.shortenOnOverload(), config.overloadPatience());
        retirement = Executors.newCachedThreadPool(DaemonThreads.named("retire-model"));
        TextScorer first = model.open(resources(), FIRST_EPOCH);
        maxBatchTokens = maxBatchTokens(first);
        serve(first);
        metrics.watchPendingWindows(
                () -> serving == null ? 0 : serving.batcher().pending());
    }

    private ScorerFactory.Resources resources() {
        return ScorerFactory.Resources.of(getRuntimeContext(), config);
    }

    private int maxBatchTokens(TextScorer opened) {
        if (config.maxBatchTokens() > 0) {
            return config.maxBatchTokens();
        }
        return opened.placement().onGpu() ? BatchSweep.best(opened, System::nanoTime) : TextScorer.DEFAULT_BATCH_TOKENS;
    }

    private Serving serve(TextScorer scorer) {
        String task = getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks();
        Serving started = Serving.start(scorer, maxBatchTokens, config, task, new RunMetrics(metrics));
        serving = started;
        Placement placement = scorer.placement();
        metrics.onModel(scorer.stamp(), placement.variant(), placement.device());
        return started;
    }

    /**
     * The model for a message. One that was under way at a restart may name an older model than others before it: the
     * newer one reads it then, and its score says so.
     */
    private Serving servingFor(ModelChoice choice) {
        Serving current = Objects.requireNonNull(serving, "the operator was not opened");
        ModelId wanted = choice.champion();
        if (wanted == null || wanted.epoch() <= current.scorer().stamp().epoch()) {
            return current;
        }
        if (opener == null) {
            throw new IllegalStateException("a message names model " + wanted.version()
                    + ", but this job follows no commands: start it with model.follow-control=true");
        }
        Serving next = serve(opener.open(wanted, resources()));
        retirement.execute(current::retire);
        metrics.onModelSwap();
        LOG.info("Model {} scores from now on, with epoch {}", wanted.version(), wanted.epoch());
        return next;
    }

    @Override
    public void asyncInvoke(Storied storied, ResultFuture<ScoringOutcome> result) throws InterruptedException {
        Serving by = servingFor(storied.models());
        String text = storied.arrival().text();
        Scores scores = by.known().getIfPresent(text);
        if (scores != null) {
            metrics.onCacheHit();
            metrics.onScored(clock.millis() - storied.arrival().readAtMillis(), Reading.WHOLE);
            complete(result, new ScoringOutcome(storied.storyKey(), new Scored(storied, scores), null));
            return;
        }
        List<EncodedText> windows;
        try {
            windows = by.scorer().encode(text);
        } catch (RuntimeException e) {
            metrics.onUnscorable();
            complete(result, unscorable(storied, e));
            return;
        }
        double taken = (double) by.batcher().pending() / config.maxPending();
        Reading step = overload.next(System.nanoTime(), taken);
        metrics.onOverloadStep(step);
        Reading reading = OverloadLadder.mark(windows, step);
        by.batcher()
                .submit(OverloadLadder.read(windows, reading), new Completion(storied, reading, result, by.known()));
    }

    private static void complete(ResultFuture<ScoringOutcome> result, ScoringOutcome outcome) {
        result.complete(List.of(outcome));
    }

    private static ScoringOutcome unscorable(Storied storied, Exception cause) {
        String message = "the model cannot score this text: " + cause.getMessage();
        return new ScoringOutcome(
                storied.storyKey(), null, Rejections.of(storied.arrival(), RejectionReason.UNSCORABLE, message));
    }

    @Override
    public void close() throws InterruptedException {
        try {
            if (retirement != null) {
                retirement.shutdownNow();
                if (!retirement.awaitTermination(RETIREMENT.toSeconds(), TimeUnit.SECONDS)) {
                    LOG.warn("A model that was retired is still open after {}", RETIREMENT);
                }
            }
        } finally {
            if (serving != null) {
                serving.close();
            }
        }
    }

    private final class Completion implements MicroBatcher.Callback {
        private final Storied storied;
        private final Reading reading;
        private final ResultFuture<ScoringOutcome> result;
        private final Cache<String, Scores> known;

        Completion(Storied storied, Reading reading, ResultFuture<ScoringOutcome> result, Cache<String, Scores> known) {
            this.storied = storied;
            this.reading = reading;
            this.result = result;
            this.known = known;
        }

        @Override
        public void onScores(Scores scores) {
            String text = storied.arrival().text();
            if (reading == Reading.WHOLE && text.length() <= MAX_CACHED_CHARS) {
                known.put(text, scores);
            }
            metrics.onScored(clock.millis() - storied.arrival().readAtMillis(), reading);
            scores.tasks().forEach(task -> confidence.onAnswer(task.task(), task.probability()));
            Scored scored = new Scored(storied, scores.readBy(reading));
            complete(result, new ScoringOutcome(storied.storyKey(), scored, null));
        }

        @Override
        public void onUnscorable(Exception cause) {
            metrics.onUnscorable();
            complete(result, unscorable(storied, cause));
        }

        @Override
        public void onFailure(Throwable cause) {
            result.completeExceptionally(cause);
        }
    }

    private record RunMetrics(InferenceMetrics metrics) implements MicroBatcher.Listener {
        @Override
        public void onRun(MicroBatcher.Run run) {
            metrics.onBatch(run.windows(), run.tokens(), run.paddedTokens(), run.oldestWaitNanos(), run.runNanos());
        }

        @Override
        public void onError() {
            metrics.onModelError();
        }

        @Override
        public void onReopened() {
            metrics.onModelReopened();
        }
    }
}
