package io.tidewatch.job.inference;

import io.tidewatch.events.RejectionReason;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.ingest.Rejections;
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

    private final JobConfig.Inference config;
    private final ScorerFactory model;
    private final Clock clock;
    private transient @Nullable TextScorer scorer;
    private transient @Nullable MicroBatcher batcher;
    private transient InferenceMetrics metrics;

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
        int cores = Runtime.getRuntime().availableProcessors();
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        int threads = config.threads() > 0 ? config.threads() : Math.max(1, cores / parallelism);
        scorer = model.open(threads, FIRST_EPOCH);
        batcher = new MicroBatcher(
                scorer,
                config.maxBatchTokens(),
                config.maxBatchAge(),
                config.maxPending(),
                getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks(),
                metrics::onBatch);
    }

    @Override
    public void asyncInvoke(Storied storied, ResultFuture<ScoringOutcome> result) throws InterruptedException {
        if (scorer == null || batcher == null) {
            throw new IllegalStateException("the operator was not opened");
        }
        List<EncodedText> windows;
        try {
            windows = scorer.encode(storied.arrival().text());
        } catch (RuntimeException e) {
            metrics.onUnscorable();
            complete(result, unscorable(storied, e));
            return;
        }
        batcher.submit(windows, new Completion(storied, result));
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
        private final ResultFuture<ScoringOutcome> result;

        Completion(Storied storied, ResultFuture<ScoringOutcome> result) {
            this.storied = storied;
            this.result = result;
        }

        @Override
        public void onScores(Scores scores) {
            metrics.onScored(clock.millis() - storied.arrival().readAtMillis());
            complete(result, new ScoringOutcome(storied.storyKey(), new Scored(storied, scores), null));
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
}
