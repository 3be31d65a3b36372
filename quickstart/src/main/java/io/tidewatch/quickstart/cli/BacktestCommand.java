package io.tidewatch.quickstart.cli;

import io.tidewatch.job.surge.detector.SurgeBacktest;
import io.tidewatch.job.surge.detector.SurgeSettings;
import io.tidewatch.quickstart.backtest.BacktestReport;
import io.tidewatch.quickstart.backtest.StreamBacktest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backtest",
        description = {
            "Runs the surge detector over count series, or the job with several settings over recorded streams.",
            "",
            "With DIR: reads every CSV in DIR with the columns t, total and neg, one row per 5-minute window; a missing t",
            "is a window without data. Writes <series>.csv with the columns t, score and alert.",
            "",
            "With --streams: the streams are scored once by the model, which takes its time, and the scores are kept",
            "in the cache. Then the job runs over them with each threshold, and the results are written to --out:",
            "  backtest.json   a table of the settings, which is printed too",
            "  timelines/      a drawing (SVG) per key that had alerts: messages and alerts over time",
            "  alerts.jsonl and all that ./tidewatch replay writes; in a folder per threshold where there are several"
        })
final class BacktestCommand implements Callable<Integer> {
    /** What is counted as unusual. */
    enum Preset {
        sentiment,
        volume
    }

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Folder with the count series.")
    private @Nullable Path in;

    @Option(
            names = "--streams",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recorded streams, as ./tidewatch replay takes them.")
    private List<Path> streams = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/backtest",
            description = "Folder for the results; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("out/backtest");

    @Option(
            names = "--preset",
            defaultValue = "sentiment",
            description = "What to look for in series: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Preset preset = Preset.sentiment;

    @Option(
            names = "--threshold",
            split = ",",
            paramLabel = "X",
            description = "Score from which an alert is raised; with --streams several, as 2.5,2.8,3.5. Default: the"
                    + " detector's own.")
    private List<Double> thresholds = List.of();

    @Option(
            names = "--window",
            paramLabel = "TIME",
            description = "Length of the windows of streams, such as 5m; default: the job's.")
    private @Nullable String window;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Any other setting of the job for streams, such as surge.rearm-windows=6; may be given"
                    + " several times.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder for the scores of streams; default: tidewatch/scores in the user's cache folder. It"
                    + " may be deleted at any time.")
    private @Nullable Path cache;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Subtasks of each operator for streams; default: the number of cores.")
    private int parallelism = Runtime.getRuntime().availableProcessors();

    @Mixin
    private ModelOption model;

    @Override
    public Integer call() throws Exception {
        if (thresholds.stream().anyMatch(threshold -> !(threshold > 0 && Double.isFinite(threshold)))) {
            throw wrong("--threshold must be greater than 0");
        }
        if (streams.isEmpty()) {
            runSeries();
        } else {
            runStreams();
        }
        return 0;
    }

    private void runSeries() throws IOException {
        if (in == null) {
            throw wrong("Give DIR, a folder with count series, or --streams with recorded streams");
        }
        if (!Files.isDirectory(in)) {
            throw wrong("There is no folder " + in);
        }
        if (thresholds.size() > 1) {
            throw wrong("--threshold takes one value for series; several are for --streams");
        }
        SurgeSettings chosen = switch (preset) {
            case sentiment -> SurgeSettings.sentiment();
            case volume -> SurgeSettings.volume();
        };
        SurgeBacktest.run(in, out, thresholds.isEmpty() ? chosen : chosen.withThreshold(thresholds.get(0)));
        System.out.println("Scores are in " + out);
    }

    private void runStreams() throws Exception {
        if (in != null) {
            throw wrong("Give either DIR or --streams, not both");
        }
        for (Path stream : streams) {
            if (!Files.isRegularFile(stream)) {
                throw wrong("There is no file " + stream);
            }
        }
        if (parallelism < 1 || parallelism > 128) {
            throw wrong("--parallelism must be from 1 to 128");
        }
        Map<String, String> all = new HashMap<>(settings);
        if (window != null) {
            all.put("trend.window", window);
        }
        PrintStream terminal = System.out;
        StreamBacktest backtest = new StreamBacktest(model.folder(), streams, all, parallelism);
        BacktestReport report;
        try (BacktestProgress progress = new BacktestProgress(terminal)) {
            report = backtest.run(
                    thresholds.isEmpty() ? List.of(SurgeSettings.sentiment().threshold()) : thresholds,
                    cache != null ? cache : UserCache.folder().resolve("scores"),
                    out,
                    progress);
        }
        BacktestText.print(report, terminal);
        terminal.println("Results are in " + out);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
