package io.tidewatch.quickstart.cli;

import io.tidewatch.alerting.AlertingService;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.quickstart.TemporaryFolder;
import io.tidewatch.quickstart.replay.Feeder;
import io.tidewatch.quickstart.replay.OnExit;
import io.tidewatch.quickstart.replay.Replay;
import io.tidewatch.quickstart.replay.ReplayReport;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Shows the whole pipeline at work on this machine: a Kafka broker, the Flink job and its web interface, and the",
            "risk desk's console.",
            "",
            "Three weeks of news and comments pass in about two minutes, and each alert is printed as it is raised.",
            "Every company, person and event in them is invented. Ctrl-C ends everything."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Of Flink's web interface on this machine; default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(
            names = "--console-port",
            paramLabel = "PORT",
            defaultValue = "8090",
            description = "Of the console on this machine; default: ${DEFAULT-VALUE}. Not with --exit-when-done.")
    private int consolePort = 8090;

    @Option(
            names = "--speed",
            paramLabel = "max|N",
            defaultValue = "15000",
            description = "Seconds of event time per second; default: ${DEFAULT-VALUE}.")
    private String speed = "15000";

    @Option(names = "--exit-when-done", description = "End when the stream ends, instead of waiting for Ctrl-C.")
    private boolean exitWhenDone;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "With --exit-when-done: write results there as replay does.")
    private @Nullable Path out;

    @Mixin
    private ModelOption model;

    @Override
    public Integer call() throws Exception {
        if (port < 1 || port > 65_535 || consolePort < 1 || consolePort > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port and --console-port must be from 1 to 65535");
        }
        if (out != null && !exitWhenDone) {
            throw new ParameterException(spec.commandLine(), "--out needs --exit-when-done");
        }
        try (OnExit onExit = new OnExit()) {
            TemporaryFolder folder = onExit.add(TemporaryFolder.create("tidewatch-demo-"));
            Path stream = folder.path().resolve("demo-stream.jsonl.gz");
            try (InputStream bundled = DemoCommand.class.getResourceAsStream("/demo/demo-stream.jsonl.gz")) {
                Files.copy(Objects.requireNonNull(bundled, "the demo stream is part of the jar"), stream);
            }
            run(new Feeder(List.of(stream), null, null), folder.path());
        }
        return 0;
    }

    private void run(Feeder feeder, Path deskFolder) throws Exception {
        PrintStream terminal = System.out;
        int parallelism = Runtime.getRuntime().availableProcessors();
        Double eventSpeed = Speed.parse(spec.commandLine(), speed);
        Replay replay = new Replay(feeder, model.folder(), new Replay.Options(eventSpeed, parallelism, port, Map.of()));
        long count = feeder.count();
        terminal.printf(
                Locale.ROOT,
                "Replaying %,d invented messages of three weeks. Flink's web interface: http://127.0.0.1:%d%n",
                count,
                port);
        if (!exitWhenDone) {
            replay.runUntilStopped(
                    broker -> startDesk(broker, deskFolder, terminal),
                    alert -> terminal.print(AlertText.of(alert)),
                    () -> terminal.println("\nThe stream has ended; the job waits for more. Ctrl-C ends everything."));
            return;
        }
        try (OnExit onExit = new OnExit()) {
            Path folder = out == null
                    ? onExit.add(TemporaryFolder.create("tidewatch-demo-")).path()
                    : out;
            ReplayReport report = replay.run(folder, count, read -> {}, alert -> terminal.print(AlertText.of(alert)));
            terminal.printf(
                    Locale.ROOT,
                    "%n%,d messages read: %,d scored, %,d repeats, %,d rejected; %,d alerts in %.0f s%n",
                    report.messagesRead(),
                    report.scored(),
                    report.repeats(),
                    report.rejected(),
                    report.alerts(),
                    report.seconds());
        }
    }

    /** The risk desk's service, whose data end with the demo. */
    private AlertingService startDesk(String broker, Path folder, PrintStream terminal) {
        AlertingService desk = AlertingService.start(
                DeskConfig.from(Map.of(
                        "kafka.bootstrap-servers",
                        broker,
                        "http.port",
                        String.valueOf(consolePort),
                        "database.url",
                        "jdbc:h2:file:" + folder.resolve("desk").toAbsolutePath(),
                        "models.folder",
                        ModelOption.root().resolve("onnx-models").toString())),
                Clock.systemUTC());
        terminal.printf("Console: %s%n", desk.address());
        desk.oneTimeToken().ifPresent(token -> terminal.printf("One-time token, for one sign-in: %s%n", token));
        return desk;
    }
}
