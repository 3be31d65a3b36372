package io.tidewatch.job.trend;

import io.tidewatch.benchmarks.MicroBenchmark;
import io.tidewatch.events.Highlight;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.NewsMessage;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.Origin;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import io.tidewatch.job.inference.Scores;
import io.tidewatch.job.inference.TaskScore;
import io.tidewatch.job.ingest.Arrival;
import io.tidewatch.job.novelty.Storied;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;

/** A scored message into the counts of its keys; three of ten are negative. A window ends after 300 messages. */
public class WindowBenchmark extends MicroBenchmark {
    private static final int MESSAGES_PER_WINDOW = 300;
    private static final ModelTask SENTIMENT = new ModelTask(
            ModelTask.SENTIMENT, List.of(ModelTask.NEGATIVE, ModelTask.NEUTRAL, ModelTask.POSITIVE), 1, 0);

    private static final JobConfig.Trend CONFIG =
            JobConfig.from(Map.of("trend.excluded-kinds", "")).trend();

    private final MessageKeys keys = new MessageKeys(CONFIG.keys());
    private final MessageCounter counter = new MessageCounter(CONFIG, SENTIMENT);
    private final List<Scored> scored =
            messages().stream().map(WindowBenchmark::scored).toList();
    private final Map<TrendKey, TrendCounts> window = new HashMap<>();
    private int counted;

    private static Scored scored(NewsMessage message) {
        Arrival arrival = new Arrival(
                message.id(),
                message.source(),
                message.kind(),
                message.publishedAt(),
                message.text(),
                message.url(),
                message.symbols(),
                new Origin("news.raw", 0, message.publishedAt().getEpochSecond()),
                message.publishedAt().toEpochMilli(),
                0,
                null,
                new byte[0]);
        boolean negative = message.publishedAt().getEpochSecond() % 10 < 3;
        List<Highlight> highlights = List.of(new Highlight(0, 4, 0.5), new Highlight(4, 7, 0.2));
        Scores scores = new Scores(
                List.of(
                        new TaskScore(ModelTask.TOPIC, "Markets", new float[] {1}, highlights),
                        new TaskScore(
                                ModelTask.SENTIMENT,
                                negative ? ModelTask.NEGATIVE : ModelTask.NEUTRAL,
                                negative ? new float[] {0.8f, 0.1f, 0.1f} : new float[] {0.1f, 0.8f, 0.1f},
                                highlights),
                        new TaskScore(ModelTask.THEME, "macro downturn", new float[] {1}, highlights)),
                new ModelStamp("benchmark", 0));
        return new Scored(new Storied(arrival, message.id(), 0, Novelty.NOVEL, 0), scores);
    }

    @Benchmark
    public int count() {
        if (++counted % MESSAGES_PER_WINDOW == 0) {
            window.clear();
        }
        Scored message = next(scored);
        for (TrendKey key : keys.of(message)) {
            counter.count(message, window.computeIfAbsent(key, absent -> new TrendCounts()));
        }
        return window.size();
    }
}
