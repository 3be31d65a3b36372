package io.tidewatch.quickstart.cli;

import io.tidewatch.quickstart.TemporaryFolder;
import io.tidewatch.quickstart.cluster.drill.CannotBeDone;
import io.tidewatch.quickstart.cluster.drill.Drill;
import io.tidewatch.quickstart.cluster.drill.DrillRun;
import io.tidewatch.quickstart.replay.OnExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "drill",
        description = {
            "Breaks one thing at a time in a cluster of its own while it is fed, mends it, and compares all that came out",
            "with an undisturbed run of the same stream: scored and rejected messages, trends, alerts, the service's alerts.",
            "Exit status 1 if anything differs."
        })
final class DrillCommand implements Callable<Integer> {
    private static final String ALL = "all";

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Drills to do, or 'all'; see --list.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Tell which drills there are.")
    private boolean list;

    @Option(
            names = "--stream",
            paramLabel = "FILE",
            description = "What is fed, in time order; default: the three weeks of the demo.")
    private @Nullable Path stream;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "60",
            description = "Messages a second; default: ${DEFAULT-VALUE}.")
    private int rate = 60;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of a model bundle; default: the tests' tiny one, so that the machine bears the load.")
    private @Nullable Path model;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the job, such as surge.threshold=1.88; may be given several times.")
    private Map<String, String> settings = Map.of();

    @Override
    public Integer call() throws Exception {
        if (list) {
            for (Drill drill : Drill.values()) {
                System.out.printf("%-18s %s%n", drill, drill.description());
            }
            return 0;
        }
        List<Drill> drills = drills();
        if (rate < 1 || rate > 100_000) {
            throw new ParameterException(spec.commandLine(), "--rate must be from 1 to 100000");
        }
        PrintStream terminal = System.out;
        try (OnExit onExit = new OnExit()) {
            Path fed = stream == null
                    ? demoStream(onExit.add(TemporaryFolder.create("tidewatch-drill-"))
                            .path())
                    : stream;
            Path bundle = model == null ? ModelOption.root().resolve("training/tests/fixtures/tiny-bundle") : model;
            DrillRun run = onExit.add(new DrillRun(
                    ModelOption.root(),
                    fed,
                    bundle.toAbsolutePath().normalize(),
                    rate,
                    settings,
                    line -> terminal.println("  " + line)));
            return run(drills, run, terminal) ? 0 : 1;
        }
    }

    private List<Drill> drills() {
        if (names.equals(List.of(ALL))) {
            return List.of(Drill.values());
        }
        List<Drill> drills = new ArrayList<>();
        for (String name : names) {
            drills.add(Arrays.stream(Drill.values())
                    .filter(drill -> drill.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "There is no drill '" + name + "'; --list tells which there are")));
        }
        if (drills.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Name a drill, or 'all'; --list tells which there are");
        }
        return drills;
    }

    private static Path demoStream(Path folder) throws IOException {
        Path copy = folder.resolve("demo-stream.jsonl.gz");
        try (InputStream bundled = DrillCommand.class.getResourceAsStream("/demo/demo-stream.jsonl.gz")) {
            Files.copy(Objects.requireNonNull(bundled, "the demo stream is part of the jar"), copy);
        }
        return copy;
    }

    /** @return whether every drill that could be done came out as it must */
    private boolean run(List<Drill> drills, DrillRun run, PrintStream terminal) throws IOException {
        List<String> rows = new ArrayList<>();
        boolean good = true;
        for (Drill drill : drills) {
            try {
                DrillRun.Result result = run.run(drill);
                result.problems().forEach(problem -> terminal.println("  " + problem));
                good &= result.problems().isEmpty();
                rows.add(String.format(
                        Locale.ROOT,
                        "%-18s %14d %12d  %s",
                        drill,
                        result.firstResult().toSeconds(),
                        result.caughtUp().toSeconds(),
                        result.problems().isEmpty() ? "as undisturbed" : "DIFFERS"));
            } catch (CannotBeDone e) {
                rows.add(String.format("%-18s %14s %12s  skipped: %s", drill, "-", "-", e.getMessage()));
            } catch (IOException e) {
                good = false;
                rows.add(String.format("%-18s %14s %12s  FAILED: %s", drill, "-", "-", e.getMessage()));
            }
        }
        terminal.printf(
                Locale.ROOT,
                "%n%,d messages at %d a second, %d alerts%n%-18s %14s %12s  %s%n",
                run.count(),
                rate,
                run.alerts(),
                "DRILL",
                "FIRST RESULT s",
                "CAUGHT UP s",
                "OUTCOME");
        rows.forEach(terminal::println);
        return good;
    }
}
