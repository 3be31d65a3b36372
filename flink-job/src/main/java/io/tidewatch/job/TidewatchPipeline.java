package io.tidewatch.job;

import io.tidewatch.events.Alert;
import io.tidewatch.events.RejectedMessage;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.InferenceFunction;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.inference.ScoringOutcome;
import io.tidewatch.job.inference.StoryJoin;
import io.tidewatch.job.ingest.Arrival;
import io.tidewatch.job.ingest.EventTime;
import io.tidewatch.job.ingest.Ingested;
import io.tidewatch.job.ingest.RejectedRouter;
import io.tidewatch.job.novelty.Storied;
import io.tidewatch.job.novelty.StoryFinder;
import io.tidewatch.job.surge.SurgeFunction;
import io.tidewatch.job.trend.ClosedWindow;
import io.tidewatch.job.trend.LocalCounter;
import io.tidewatch.job.trend.TrendPart;
import io.tidewatch.job.trend.TrendWindows;
import io.tidewatch.job.trend.WatchedKeys;
import java.time.Clock;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A record's journey. Source, clock and model are passed in, and what leaves is handed back, so that production, replay
 * and tests run the same graph.
 *
 * <pre>
 * news.raw ─▶ ingest ─▶ novelty ──novel──▶ inference ─▶ story join ─┬─▶ news.scored
 *               │           └────────repeats──────────────▲         │
 *               ▼                                                   ▼
 *         news.rejected ◀── what the model cannot score     count locally ─▶ close windows ─┬─▶ sentiment.trends
 *                                                                                           ▼
 *                                                                                     surge detector
 *                                                                                           ▼
 *                                                                                    sentiment.alerts
 * </pre>
 */
public final class TidewatchPipeline {
    private TidewatchPipeline() {}

    /** What the job writes, one stream per topic. */
    public record Results(
            DataStream<Scored> scored,
            DataStream<RejectedMessage> rejected,
            DataStream<ClosedWindow> trends,
            DataStream<Alert> alerts) {}

    /**
     * Builds the graph up to its results.
     *
     * @param labels of the model that {@code model} opens
     * @param clock serializable; it measures latency and decides nothing
     */
    public static Results build(
            StreamExecutionEnvironment environment,
            Source<Ingested, ?, ?> source,
            ScorerFactory model,
            ModelBundle.Labels labels,
            Clock clock,
            JobConfig config) {
        DataStream<Ingested> ingested = environment
                .fromSource(source, EventTime.strategy(config.ingest()), "read news")
                .uid("ingest-read-news");
        SingleOutputStreamOperator<Arrival> arrivals = RejectedRouter.attach(ingested);

        SingleOutputStreamOperator<Storied> novel = StoryFinder.attach(arrivals, config.novelty());
        DataStream<Storied> repeats = novel.getSideOutput(StoryFinder.REPEATS);

        DataStream<ScoringOutcome> outcomes = InferenceFunction.attach(novel, config.inference(), model, clock);
        SingleOutputStreamOperator<Scored> scored = StoryJoin.attach(outcomes, repeats, config.novelty());

        DataStream<TrendPart> parts = LocalCounter.attach(scored, config.trend(), labels.task(ModelTask.SENTIMENT));
        DataStream<ClosedWindow> windows = TrendWindows.attach(parts, config.trend());

        DataStream<Alert> alerts = SurgeFunction.attach(
                WatchedKeys.attach(windows, config.trend().alertKeys()), config.trend(), config.surge());

        return new Results(
                scored,
                arrivals.getSideOutput(RejectedRouter.REJECTED).union(scored.getSideOutput(StoryJoin.REJECTED)),
                windows,
                alerts);
    }
}
