package io.tidewatch.job;

import io.tidewatch.events.Alert;
import io.tidewatch.events.ModelControl;
import io.tidewatch.events.RejectedMessage;
import io.tidewatch.events.ShadowDisagreement;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ChooseModel;
import io.tidewatch.job.inference.InferenceFunction;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelOpener;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.inference.ScoringOutcome;
import io.tidewatch.job.inference.ShadowFunction;
import io.tidewatch.job.inference.StoryJoin;
import io.tidewatch.job.inference.VetModel;
import io.tidewatch.job.ingest.Arrival;
import io.tidewatch.job.ingest.EventTime;
import io.tidewatch.job.ingest.Ingested;
import io.tidewatch.job.ingest.RejectedRouter;
import io.tidewatch.job.model.NoEventTime;
import io.tidewatch.job.novelty.Storied;
import io.tidewatch.job.novelty.StoryFinder;
import io.tidewatch.job.surge.SurgeFunction;
import io.tidewatch.job.surge.budget.DeskWord;
import io.tidewatch.job.surge.story.RelateAlerts;
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
import org.jspecify.annotations.Nullable;

/**
 * A record's journey. Source, clock and model are passed in, and what leaves is handed back, so that production, replay
 * and tests run the same graph.
 *
 * <pre>
 *             model.control ─▶ vet ─▶ choose   ┌─▶ shadow ──────────▶ model.shadow
 *                                       ▼      │
 * news.raw ─▶ ingest ─▶ novelty ──novel──▶ inference ─▶ story join ─┬─▶ news.scored
 *               │           └────────repeats──────────────▲         │
 *               ▼                                                   ▼
 *         news.rejected ◀── what the model cannot score     count locally ─▶ close windows ─┬─▶ sentiment.trends
 *                                                                                           ▼
 *                                                                                     surge detector
 *                                                                                           ▼
 *                                        analyst.feedback, desk.settings ─▶ relate alerts
 *                                                                                           ▼
 *                                                                                    sentiment.alerts
 * </pre>
 */
public final class TidewatchPipeline {
    private TidewatchPipeline() {}

    /**
     * What the job writes, one stream per topic.
     *
     * @param disagreements null where no commands are followed
     */
    public record Results(
            DataStream<Scored> scored,
            DataStream<RejectedMessage> rejected,
            DataStream<ClosedWindow> trends,
            DataStream<Alert> alerts,
            @Nullable DataStream<ShadowDisagreement> disagreements) {}

    /**
     * What changes the model while the job runs.
     *
     * @param commands which model shall score
     * @param opener opens the models that they name
     */
    public record Control(Source<ModelControl, ?, ?> commands, ModelOpener opener) {}

    /**
     * Builds the graph up to its results, for one model throughout.
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
        return build(environment, source, null, null, model, labels, clock, config);
    }

    /**
     * Builds the graph up to its results.
     *
     * @param control null where the model stays the same
     * @param desk what it says; null where it is not followed
     * @param model opens the model that the job starts with
     * @param labels of that model
     * @param clock serializable; it measures latency and ends shadows
     */
    public static Results build(
            StreamExecutionEnvironment environment,
            Source<Ingested, ?, ?> source,
            @Nullable Control control,
            @Nullable Source<DeskWord, ?, ?> desk,
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

        DataStream<Storied> assigned =
                control == null ? novel : choose(environment, novel, control, labels, clock, config);
        ModelOpener opener = control == null ? null : control.opener();
        DataStream<ScoringOutcome> outcomes =
                InferenceFunction.attach(assigned, config.inference(), model, opener, clock);
        SingleOutputStreamOperator<Scored> scored = StoryJoin.attach(outcomes, repeats, config.novelty());

        DataStream<TrendPart> parts = LocalCounter.attach(scored, config.trend(), labels.task(ModelTask.SENTIMENT));
        DataStream<ClosedWindow> windows = TrendWindows.attach(parts, config.trend());

        DataStream<ClosedWindow> watched =
                WatchedKeys.attach(windows, config.trend().alertKeys());
        DataStream<Alert> alerts = RelateAlerts.attach(
                SurgeFunction.attach(watched, config.trend(), config.surge()),
                desk == null ? null : read(environment, desk),
                config.surge());

        return new Results(
                scored,
                arrivals.getSideOutput(RejectedRouter.REJECTED).union(scored.getSideOutput(StoryJoin.REJECTED)),
                windows,
                alerts,
                opener == null ? null : ShadowFunction.attach(outcomes, config, opener));
    }

    private static DataStream<DeskWord> read(StreamExecutionEnvironment environment, Source<DeskWord, ?, ?> desk) {
        return environment
                .fromSource(desk, NoEventTime.strategy(), "read the desk")
                .uid("surge-read-desk")
                .setParallelism(1);
    }

    private static DataStream<Storied> choose(
            StreamExecutionEnvironment environment,
            DataStream<Storied> novel,
            Control control,
            ModelBundle.Labels labels,
            Clock clock,
            JobConfig config) {
        DataStream<ModelControl> commands = environment
                .fromSource(control.commands(), NoEventTime.strategy(), "read commands")
                .uid("inference-read-commands")
                .setParallelism(1);
        DataStream<ModelControl> vetted = VetModel.attach(commands, control.opener(), labels, config.inference());
        return ChooseModel.attach(novel, vetted, config, control.opener(), clock);
    }
}
