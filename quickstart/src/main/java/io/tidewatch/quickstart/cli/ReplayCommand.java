package io.tidewatch.quickstart.cli;

import io.tidewatch.quickstart.replay.Feeder;
import io.tidewatch.quickstart.replay.Replay;
import io.tidewatch.quickstart.replay.ReplayReport;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
        name = "replay",
        description = {
            "Runs recorded streams through the real job and writes down what it would have raised, and when.",
            "",
            "Starts a Kafka broker and the Flink job on this machine, feeds the streams, and writes to DIR:",
            "  scored.jsonl    every message with topic, sentiment, theme and story, in input order",
            "  trends.jsonl    sentiment per topic and theme in 5-minute windows",
            "  alerts.jsonl    the alerts, each step of their lives",
            "  rejected.jsonl  what could not be read, with its raw bytes and the reason",
            "  report.json     counts, speed, memory",
            "The same input, model and settings give the same trends and alerts, whatever the parallelism."
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recorded streams, .jsonl or .jsonl.gz, each in time order; several are merged by time.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/replay",
            description = "Folder for the results; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("out/replay");

    @Option(
            names = "--speed",
            paramLabel = "max|N",
            defaultValue = "max",
            description = "Seconds of event time per second, or as fast as can be; default: ${DEFAULT-VALUE}.")
    private String speed = "max";

    @Option(
            names = "--from",
            paramLabel = "T",
            description = "First event time, inclusive, such as 2010-05-06T00:00:00Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "T", description = "Last event time, exclusive.")
    private @Nullable Instant to;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Subtasks of each operator; default: the number of cores.")
    private int parallelism = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the job, such as surge.threshold=1.88; may be given several times.")
    private Map<String, String> settings = Map.of();

    @Mixin
    private ModelOption model;

    @Override
    public Integer call() throws Exception {
        checkArguments();
        PrintStream terminal = System.out;
        Feeder feeder = new Feeder(files, from, to);
        long count = feeder.count();
        terminal.printf(
                Locale.ROOT,
                "Replaying %,d messages with %s%n",
                count,
                model.folder().getFileName());
        Replay replay =
                new Replay(feeder, model.folder(), new Replay.Options(parsedSpeed(), parallelism, null, settings));
        ReplayReport report;
        try (Progress progress = new Progress("messages read", count, terminal)) {
            report = replay.run(out, count, progress::at, alert -> {});
        }
        terminal.printf(
                Locale.ROOT,
                "%,d messages read: %,d scored, %,d repeats, %,d rejected; %,d windows, %,d alerts.%n"
                        + "%.1f s, %,.0f messages per second. Results are in %s%n",
                report.messagesRead(),
                report.scored(),
                report.repeats(),
                report.rejected(),
                report.windowsClosed(),
                report.alerts(),
                report.seconds(),
                report.messagesPerSecond(),
                out);
        AlertText.printAll(out.resolve("alerts.jsonl"), terminal);
        boolean complete = report.messagesRead() == count
                && report.messagesRead() == report.scored() + report.repeats() + report.rejected();
        if (!complete) {
            System.err.printf(
                    Locale.ROOT,
                    "Messages are missing: %,d were sent and %,d read, but scored, repeats and rejected add up to %,d.%n",
                    count,
                    report.messagesRead(),
                    report.scored() + report.repeats() + report.rejected());
        }
        return complete ? 0 : 1;
    }

    private void checkArguments() {
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new ParameterException(spec.commandLine(), "There is no file " + file);
            }
        }
        if (parallelism < 1 || parallelism > 128) {
            throw new ParameterException(spec.commandLine(), "--parallelism must be from 1 to 128");
        }
        parsedSpeed();
    }

    private @Nullable Double parsedSpeed() {
        return Speed.parse(spec.commandLine(), speed);
    }
}
