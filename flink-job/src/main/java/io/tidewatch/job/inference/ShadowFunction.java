package io.tidewatch.job.inference;

import io.tidewatch.events.ShadowDisagreement;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.metrics.ShadowMetrics;
import io.tidewatch.job.model.ModelId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Scores messages again with the model in shadow, and tells where the two disagree. It stands beside the stream that
 * counts and never holds it up: what does not fit its short queue is left out and counted as such, and the model gets one
 * thread of low priority.
 */
public final class ShadowFunction extends RichAsyncFunction<ScoringOutcome, ShadowDisagreement> {
    private static final long serialVersionUID = 1;

    private final JobConfig.Inference config;
    private final int queueTexts;
    private final ModelOpener opener;
    private transient ShadowMetrics metrics;
    private transient ScorerFactory.Resources resources;
    private transient @Nullable ShadowScorer shadow;

    ShadowFunction(JobConfig.Inference config, int queueTexts, ModelOpener opener) {
        this.config = config;
        this.queueTexts = queueTexts;
        this.opener = opener;
    }

    public static DataStream<ShadowDisagreement> attach(
            DataStream<ScoringOutcome> outcomes, JobConfig config, ModelOpener opener) {
        DataStream<ScoringOutcome> shadowed =
                outcomes.filter(new Shadowed()).name("keep shadowed").uid("inference-keep-shadowed");
        int queueTexts = config.model().shadowQueue();
        return AsyncDataStream.unorderedWait(
                        shadowed,
                        new ShadowFunction(config.inference(), queueTexts, opener),
                        config.inference().timeout().toMillis(),
                        TimeUnit.MILLISECONDS,
                        // More than are ever under way, so that Flink never holds up the stream for this one.
                        2 * (queueTexts + ShadowScorer.BATCH_TEXTS))
                .name("score in shadow")
                .uid("inference-score-in-shadow");
    }

    @Override
    public void open(OpenContext context) {
        metrics = new ShadowMetrics(getRuntimeContext().getMetricGroup());
        resources = ScorerFactory.Resources.of(getRuntimeContext(), config).leastThreads();
    }

    @Override
    public void asyncInvoke(ScoringOutcome outcome, ResultFuture<ShadowDisagreement> result) {
        Scored scored = outcome.scored();
        ModelId challenger = scored == null ? null : scored.storied().models().challenger();
        ShadowScorer by = shadowOf(challenger);
        if (scored == null || by == null) {
            result.complete(List.of());
        } else if (!by.offer(scored, result)) {
            metrics.onSkipped();
            result.complete(List.of());
        }
    }

    /** One that was under way at a restart may name an earlier challenger: the current one reads it then. */
    private @Nullable ShadowScorer shadowOf(@Nullable ModelId challenger) {
        ShadowScorer current = shadow;
        if (challenger == null) {
            shadow = null;
        } else if (current == null || current.epoch() < challenger.epoch()) {
            shadow = new ShadowScorer(opener.open(challenger, resources), queueTexts, metrics);
        }
        if (current != null && current != shadow) {
            current.retire();
        }
        return shadow;
    }

    @Override
    public void timeout(ScoringOutcome outcome, ResultFuture<ShadowDisagreement> result) {
        metrics.onFailed();
        result.complete(List.of());
    }

    @Override
    public void close() {
        if (shadow != null) {
            shadow.close();
        }
    }

    /** Keeps what names a challenger, and the first after it that does not: it tells that the shadow is over. */
    private static final class Shadowed extends RichFilterFunction<ScoringOutcome> {
        private static final long serialVersionUID = 1;
        private transient boolean before;

        @Override
        public boolean filter(ScoringOutcome outcome) {
            Scored scored = outcome.scored();
            if (scored == null) {
                return false;
            }
            boolean now = scored.storied().models().challenger() != null;
            boolean kept = now || before;
            before = now;
            return kept;
        }
    }
}
