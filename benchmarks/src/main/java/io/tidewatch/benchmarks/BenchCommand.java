package io.tidewatch.benchmarks;

import io.tidewatch.benchmarks.detectors.DetectorComparison;
import io.tidewatch.benchmarks.detectors.DetectorTable;
import io.tidewatch.events.EventJson;
import io.tidewatch.job.config.Device;
import io.tidewatch.quickstart.cli.ModelOption;
import io.tidewatch.quickstart.cli.TidewatchCommand;
import io.tidewatch.quickstart.cluster.Cluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code ./tidewatch bench}. */
@Command(
        name = "tidewatch bench",
        mixinStandardHelpOptions = true,
        versionProvider = TidewatchCommand.Version.class,
        description = {
            "Measures the job beside its limit and its peers, all in one run and by turns.",
            "",
            "The limit is the model in ONNX Runtime alone. Peers are the same job without",
            "batches and, where the training environment is present, Hugging Face pipelines",
            "and ONNX Runtime in Python. Prints each figure as median and spread, and whether",
            "the bars are met; docs/benchmarks.md says what each means. Takes about a quarter",
            "of an hour on an idle machine, and measures nothing useful on a busy one."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int FEWEST_MESSAGES = 1_000;
    private static final double FEWEST_MINUTES = 0.5;

    /** Stands for the folder that is not given; a file cannot have an empty name. */
    private static final String GENERATED = "";

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "A smoke test of a minute or two; its figures mean little.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to FILE as well.")
    private @Nullable Path json;

    @Option(
            names = "--stream",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Recorded streams to measure with as well, as ./tidewatch replay takes them.")
    private List<Path> streams = List.of();

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often each way takes its turn; default: ${DEFAULT-VALUE}.")
    private int repetitions = 5;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Messages that the job scores in a turn; default: ${DEFAULT-VALUE}.")
    private int messages = 10_000;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "Where the model runs: auto, cpu or cuda; default: ${DEFAULT-VALUE}. See benchmarks/gpu.sh.")
    private Device device = Device.AUTO;

    @Option(
            names = "--micro",
            paramLabel = "PATTERN",
            arity = "0..1",
            fallbackValue = ".*",
            description = "Runs micro-benchmarks instead: those whose names match, or all.")
    private @Nullable String micro;

    @Option(
            names = "--endurance",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "2000000",
            description = {
                "Runs the job with made-up scores over N messages instead (${FALLBACK-VALUE}",
                "where N is not given), and shows memory and cost per message over time.",
                "Two million take some minutes and 8 GB of disk for a while."
            })
    private @Nullable Long endurance;

    @Option(
            names = "--hostile",
            description = {
                "With --endurance: messages as someone would write them to break the job,",
                "read by the model; half of them are none."
            })
    private boolean hostile;

    @Option(
            names = "--desk",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "5000000",
            description = {
                "Measures the risk desk's service instead: N scored messages (${FALLBACK-VALUE}",
                "where N is not given), an alert for every hundred, two months of trends, read",
                "from Kafka into PostgreSQL; then how long its pages take, in quiet and with",
                "200 viewers. Five million take most of an hour and 30 GB of disk for a while."
            })
    private @Nullable Long desk;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            arity = "0..1",
            fallbackValue = "90",
            description = {
                "Runs the cluster of processes under an even load instead, ${FALLBACK-VALUE} minutes where",
                "none are given, and shows memory, open files, state and lag over time.",
                "--rate, --keys, --partitions and --set belong to it; needs the job's jar",
                "(./tidewatch cluster up)."
            })
    private @Nullable Double soak;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            description = "With --soak: messages a second; default: ${DEFAULT-VALUE}.")
    private int rate = 200;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --soak: companies that get messages by turns; default: those of the demo.")
    private int keys;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + Cluster.PARTITIONS,
            description = "With --soak: partitions of news.raw; default: ${DEFAULT-VALUE}.")
    private int partitions = Cluster.PARTITIONS;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "With --soak: a setting of the job, such as novelty.horizon=20m; may be given several times.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--detectors",
            paramLabel = "DIR",
            arity = "0..1",
            fallbackValue = GENERATED,
            description = {
                "Compares surge detectors instead: ours and peers, over the labelled count",
                "series in DIR, or over a few generated ones where DIR is not given."
            })
    private @Nullable String detectors;

    @Mixin
    private ModelOption model;

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return TidewatchCommand.execute(new BenchCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        checkArguments();
        if (micro != null) {
            return MicroBenchmarks.run(micro, model.folder(), quick, json) ? 0 : 1;
        }
        PrintStream terminal = System.out;
        if (detectors != null) {
            DetectorComparison.Result result = DetectorComparison.run(
                    detectors.equals(GENERATED) ? null : Path.of(detectors), name -> terminal.println("  " + name));
            write(result);
            DetectorTable.print(result, terminal);
            return 0;
        }
        if (soak != null) {
            Soak.Plan plan = new Soak.Plan(Duration.ofSeconds(Math.round(soak * 60)), rate, keys, partitions, settings);
            Soak.Result result = Soak.run(ModelOption.root(), model.folder(), plan, terminal);
            write(result);
            Soak.print(result, terminal);
            return 0;
        }
        if (desk != null) {
            DeskBench.Result result = DeskBench.run(
                    model.folder(), quick ? DeskBench.Plan.quick(desk) : DeskBench.Plan.full(desk), terminal);
            write(result);
            DeskBench.print(result, terminal);
            return 0;
        }
        if (endurance != null) {
            Endurance.Result result = Endurance.run(model.folder(), endurance, hostile, terminal);
            write(result);
            Endurance.print(result, terminal);
            return 0;
        }
        Plan plan = quick ? Plan.quick(repetitions) : Plan.full(repetitions, messages);
        Report report = new Bench(ModelOption.root().toAbsolutePath(), model.folder(), device, plan, terminal)
                .run(streams, quick);
        write(report);
        ReportText.print(report, terminal);
        return 0;
    }

    private void write(Object result) throws IOException {
        if (json != null) {
            Files.write(
                    json, EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(result));
        }
    }

    private void checkArguments() {
        for (Path stream : streams) {
            if (!Files.isRegularFile(stream)) {
                throw new ParameterException(spec.commandLine(), "There is no file " + stream);
            }
        }
        if (detectors != null && !Files.isDirectory(Path.of(detectors))) {
            throw new ParameterException(spec.commandLine(), "There is no folder " + detectors);
        }
        if (endurance != null && endurance < FEWEST_MESSAGES) {
            throw new ParameterException(spec.commandLine(), "--endurance must be at least " + FEWEST_MESSAGES);
        }
        if (soak != null && soak < FEWEST_MINUTES) {
            throw new ParameterException(spec.commandLine(), "--soak must be at least " + FEWEST_MINUTES);
        }
        if (rate < 1 || keys < 0 || partitions < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--rate and --partitions must be at least 1, --keys not below 0");
        }
        if (desk != null && desk < FEWEST_MESSAGES) {
            throw new ParameterException(spec.commandLine(), "--desk must be at least " + FEWEST_MESSAGES);
        }
        if (hostile && endurance == null) {
            throw new ParameterException(spec.commandLine(), "--hostile goes with --endurance only");
        }
        if (repetitions < 1) {
            throw new ParameterException(spec.commandLine(), "--repetitions must be at least 1");
        }
        if (messages < FEWEST_MESSAGES) {
            throw new ParameterException(spec.commandLine(), "--messages must be at least " + FEWEST_MESSAGES);
        }
        Path folder = json == null ? null : json.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "There is no folder " + folder + " for --json");
        }
    }
}
