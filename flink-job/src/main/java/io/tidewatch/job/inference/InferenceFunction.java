package io.tidewatch.job.inference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidewatch.events.Reading;
import io.tidewatch.events.RejectionReason;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.ingest.Rejections;
import io.tidewatch.job.metrics.ConfidenceMetrics;
import io.tidewatch.job.metrics.InferenceMetrics;
import io.tidewatch.job.novelty.Storied;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Scores novel messages in micro-batches. Flink's asynchronous operator keeps the messages under way in its checkpoint
 * and submits them again after a restart, so none is lost or doubled, and lets no watermark pass a message before it.
 */
public final class InferenceFunction extends RichAsyncFunction<Storied, ScoringOutcome> {
    private static final long serialVersionUID = 1;
    /** The model that a job starts with; each promotion raises it by one. */
    private static final long FIRST_EPOCH = 0;
    /** Texts that come again word for word are headlines and tweets; longer ones would only fill the cache. */
    private static final int MAX_CACHED_CHARS = 500;
    /** How Flink's GPU driver names a GPU's index. */
    private static final String GPU_INDEX = "index";

    private final JobConfig.Inference config;
    private final ScorerFactory model;
    private final Clock clock;
    private transient @Nullable TextScorer scorer;
    private transient @Nullable MicroBatcher batcher;
    private transient InferenceMetrics metrics;
    private transient ConfidenceMetrics confidence;
    private transient OverloadLadder overload;
    private transient Cache<String, Scores> known;

    InferenceFunction(JobConfig.Inference config, ScorerFactory model, Clock clock) {
        this.config = config;
        this.model = model;
        this.clock = clock;
    }

    public static SingleOutputStreamOperator<ScoringOutcome> attach(
            DataStream<Storied> novel, JobConfig.Inference config, ScorerFactory model, Clock clock) {
        // The order within two watermarks is of no interest: everything after counts, and counts commute.
        return AsyncDataStream.unorderedWait(
                        novel,
                        new InferenceFunction(config, model, clock),
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
        int cores = Runtime.getRuntime().availableProcessors();
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        int threads = config.threads() > 0 ? config.threads() : Math.max(1, cores / parallelism);
        scorer = model.open(new ScorerFactory.Resources(threads, gpu()), FIRST_EPOCH);
        Placement placement = scorer.placement();
        metrics.onModel(scorer.stamp().version(), placement.variant(), placement.device());
        overload = new OverloadLadder(config.shortenOnOverload(), config.overloadPatience());
        known = Caffeine.newBuilder().maximumSize(config.cachedTexts()).build();
        batcher = new MicroBatcher(
                scorer,
                maxBatchTokens(scorer, placement),
                config.maxBatchAge(),
                config.maxPending(),
                getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks(),
                new RunMetrics(metrics));
        metrics.watchPendingWindows(batcher::pending);
    }

    private int maxBatchTokens(TextScorer opened, Placement placement) {
        if (config.maxBatchTokens() > 0) {
            return config.maxBatchTokens();
        }
        return placement.onGpu() ? BatchSweep.best(opened, System::nanoTime) : TextScorer.DEFAULT_BATCH_TOKENS;
    }

    /** The GPU that Flink gave to this TaskManager; the first one where Flink was not told of any. */
    private int gpu() {
        return getRuntimeContext().getExternalResourceInfos(config.gpuResource()).stream()
                .flatMap(info -> info.getProperty(GPU_INDEX).stream())
                .mapToInt(Integer::parseInt)
                .min()
                .orElse(0);
    }

    @Override
    public void asyncInvoke(Storied storied, ResultFuture<ScoringOutcome> result) throws InterruptedException {
        if (scorer == null || batcher == null) {
            throw new IllegalStateException("the operator was not opened");
        }
        String text = storied.arrival().text();
        Scores scores = known.getIfPresent(text);
        if (scores != null) {
            metrics.onCacheHit();
            metrics.onScored(clock.millis() - storied.arrival().readAtMillis(), Reading.WHOLE);
            complete(result, new ScoringOutcome(storied.storyKey(), new Scored(storied, scores), null));
            return;
        }
        List<EncodedText> windows;
        try {
            windows = scorer.encode(text);
        } catch (RuntimeException e) {
            metrics.onUnscorable();
            complete(result, unscorable(storied, e));
            return;
        }
        Reading step = overload.next(System.nanoTime(), (double) batcher.pending() / config.maxPending());
        metrics.onOverloadStep(step);
        Reading reading = OverloadLadder.mark(windows, step);
        batcher.submit(OverloadLadder.read(windows, reading), new Completion(storied, reading, result));
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
    public void close() {
        if (batcher != null) {
            batcher.close();
        }
        if (scorer != null) {
            scorer.close();
        }
    }

    private final class Completion implements MicroBatcher.Callback {
        private final Storied storied;
        private final Reading reading;
        private final ResultFuture<ScoringOutcome> result;

        Completion(Storied storied, Reading reading, ResultFuture<ScoringOutcome> result) {
            this.storied = storied;
            this.reading = reading;
            this.result = result;
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
