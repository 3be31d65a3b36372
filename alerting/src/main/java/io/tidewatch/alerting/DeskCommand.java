package io.tidewatch.alerting;

import io.tidewatch.alerting.config.DeskConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The program {@code ./tidewatch desk}. Exit status: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "desk",
        mixinStandardHelpOptions = true,
        customSynopsis = "./tidewatch desk [--settings FILE] [--NAME VALUE]...",
        description = {
            "Runs the risk desk's service: stores alerts, trends and messages from Kafka and serves the console.",
            "",
            "Settings are --NAME VALUE, such as --kafka.bootstrap-servers HOST:PORT or --database.url JDBC-URL, or lines"
                    + " NAME=VALUE of a file; the command line wins. docs/console.md lists them. Without any, it looks for"
                    + " Kafka on localhost:9092, keeps its data in ./desk-data and listens on this machine only."
        })
public final class DeskCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--settings", paramLabel = "FILE", description = "Read settings from FILE, a properties file.")
    private @Nullable Path file;

    @Unmatched
    private List<String> given = new ArrayList<>();

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return new CommandLine(new DeskCommand())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    String message = failure.getMessage();
                    command.getErr()
                            .println("tidewatch: "
                                    + (message == null ? failure.getClass().getSimpleName() : message));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        DeskConfig config;
        try {
            config = DeskConfig.from(settings());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        CountDownLatch stopped = new CountDownLatch(1);
        AlertingService service = AlertingService.start(config, Clock.systemUTC());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            service.close();
                            stopped.countDown();
                        },
                        "stop"));
        System.out.println("Console: " + service.address());
        service.oneTimeToken().ifPresent(token -> System.out.println("One-time token, for one sign-in: " + token));
        stopped.await();
        return 0;
    }

    private Map<String, String> settings() throws IOException {
        Map<String, String> settings = new HashMap<>();
        if (file != null) {
            Properties properties = new Properties();
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        for (int i = 0; i < given.size(); i += 2) {
            String name = given.get(i);
            if (!name.startsWith("--") || i + 1 == given.size()) {
                throw new IllegalArgumentException(
                        "settings are written as --NAME VALUE, but here stands '" + name + "'");
            }
            settings.put(name.substring(2), given.get(i + 1));
        }
        return settings;
    }
}
