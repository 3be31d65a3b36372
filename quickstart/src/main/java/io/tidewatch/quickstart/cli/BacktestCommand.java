package io.tidewatch.quickstart.cli;

import io.tidewatch.job.surge.detector.SurgeBacktest;
import io.tidewatch.job.surge.detector.SurgeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backtest",
        description = {
            "Runs the surge detector over count series.",
            "",
            "Reads every CSV in DIR with the columns t, total and neg, one row per 5-minute window; a missing t is a",
            "window without data. Writes <series>.csv with the columns t, score and alert."
        })
final class BacktestCommand implements Callable<Integer> {
    /** What is counted as unusual. */
    enum Preset {
        sentiment,
        volume
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder with the count series.")
    private Path in = Path.of(".");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/backtest",
            description = "Folder for the scores; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("out/backtest");

    @Option(
            names = "--preset",
            defaultValue = "sentiment",
            description = "What to look for: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Preset preset = Preset.sentiment;

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(in)) {
            throw new ParameterException(spec.commandLine(), "There is no folder " + in);
        }
        SurgeSettings settings = switch (preset) {
            case sentiment -> SurgeSettings.sentiment();
            case volume -> SurgeSettings.volume();
        };
        SurgeBacktest.run(in, out, settings);
        System.out.println("Scores are in " + out);
        return 0;
    }
}
