package io.tidewatch.job;

import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.ingest.KafkaNewsSource;
import io.tidewatch.job.model.KafkaControlSource;
import io.tidewatch.job.sink.KafkaSinks;
import io.tidewatch.job.surge.budget.KafkaDeskSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;
import org.jspecify.annotations.Nullable;

/**
 * The job as it is deployed: {@code flink run tidewatch-flink-job.jar --inference.bundle DIR
 * --kafka.bootstrap-servers HOST:PORT [--SETTING VALUE]...}. Settings are those of {@link JobConfig}; with
 * {@code --settings FILE} they are read from a properties file, and the command line wins.
 */
public final class TidewatchJob {
    private static final String SETTINGS_FILE = "settings";

    private TidewatchJob() {}

    public static void main(String[] arguments) throws Exception {
        JobConfig config = JobConfig.from(settings(ParameterTool.fromArgs(arguments)));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        addTo(environment, config, null);
        environment.execute("Tidewatch");
    }

    /**
     * Adds the whole job, Kafka to Kafka.
     *
     * @param stopAt offsets at which the job ends; null to run for ever
     */
    public static void addTo(
            StreamExecutionEnvironment environment, JobConfig config, @Nullable OffsetsInitializer stopAt) {
        JobConfig.Inference inference = config.inference();
        addTo(environment, config, OnnxScorer.factory(Path.of(inference.bundle()), inference.device()), stopAt);
    }

    /**
     * Adds the whole job with another scorer than the bundle's own, as benchmarks do.
     *
     * @param model opens the scorer; its labels must be those of the bundle
     */
    public static void addTo(
            StreamExecutionEnvironment environment,
            JobConfig config,
            ScorerFactory model,
            @Nullable OffsetsInitializer stopAt) {
        environment.configure(fitting(environment.getConfiguration()));
        Clock clock = Clock.systemUTC();
        ModelBundle.Labels labels =
                ModelBundle.load(Path.of(config.inference().bundle())).labels();
        // A replay ends, and is to give the same results each time: it keeps its model, and does not hear the desk.
        boolean follows = stopAt == null && config.model().followControl();
        boolean hears = stopAt == null && config.surge().alerts().followDesk();
        TidewatchPipeline.Results results = TidewatchPipeline.build(
                environment,
                KafkaNewsSource.create(config, clock, stopAt),
                follows ? control(config) : null,
                hears ? KafkaDeskSource.create(config) : null,
                model,
                labels,
                clock,
                config);
        KafkaSinks sinks = new KafkaSinks(config);
        if (config.kafka().writeScored()) {
            results.scored().sinkTo(sinks.scored(labels)).name("write scored").uid("sink-write-scored");
        }
        results.rejected().sinkTo(sinks.rejected()).name("write rejected").uid("sink-write-rejected");
        results.trends().sinkTo(sinks.trends()).name("write trends").uid("sink-write-trends");
        results.alerts()
                .sinkTo(sinks.alerts())
                .name("write alerts")
                .uid("sink-write-alerts")
                // As many as relate alerts: several would write the steps of one alert in any order.
                .setParallelism(1);
        if (results.disagreements() != null) {
            results.disagreements()
                    .sinkTo(sinks.disagreements())
                    .name("write disagreements")
                    .uid("sink-write-disagreements");
        }
    }

    /** What suits this job and no other; of the times, those that the deployment does not set itself. */
    private static Configuration fitting(ReadableConfig given) {
        Configuration fitting = new Configuration()
                .set(PipelineOptions.GENERIC_TYPES, false)
                // No operator changes what it was handed, or keeps it as it is: no need of copies.
                .set(PipelineOptions.OBJECT_REUSE, true);
        // A message waits for a watermark and for a few buffers on its way to its score. Flink's defaults, 200 and
        // 100 ms, are made for throughput alone.
        if (given.getOptional(PipelineOptions.AUTO_WATERMARK_INTERVAL).isEmpty()) {
            fitting.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(50));
        }
        if (given.getOptional(ExecutionOptions.BUFFER_TIMEOUT).isEmpty()) {
            fitting.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(20));
        }
        return fitting;
    }

    private static TidewatchPipeline.Control control(JobConfig config) {
        JobConfig.Inference inference = config.inference();
        return new TidewatchPipeline.Control(
                KafkaControlSource.create(config),
                OnnxScorer.opener(config.model().bundles(), Path.of(inference.bundle()), inference.device()));
    }

    private static Map<String, String> settings(ParameterTool commandLine) throws IOException {
        if (!commandLine.has(SETTINGS_FILE)) {
            return commandLine.toMap();
        }
        ParameterTool file = ParameterTool.fromPropertiesFile(commandLine.get(SETTINGS_FILE));
        Map<String, String> settings = new HashMap<>(file.mergeWith(commandLine).toMap());
        settings.remove(SETTINGS_FILE);
        return settings;
    }
}
