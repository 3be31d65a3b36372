package io.tidewatch.quickstart.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The program {@code ./tidewatch}. Exit status: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "tidewatch",
        description = "Watches news and comment streams and raises an alert when negative volume surges.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = TidewatchCommand.Version.class,
        subcommands = {
            DemoCommand.class,
            ReplayCommand.class,
            ScoreCommand.class,
            BacktestCommand.class,
            ModelsCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            FeedbackCommand.class,
            FeedCommand.class,
            ClusterCommand.class,
            DrillCommand.class
        },
        footer = {
            "",
            "Start with:  ./tidewatch demo",
            "The model's life (train, retrain, evaluate, export) has commands of its own: ./tidewatch train --help",
            "So have the risk desk's service and the benchmark: ./tidewatch desk --help, ./tidewatch bench --help"
        })
public final class TidewatchCommand {
    private TidewatchCommand() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return execute(new TidewatchCommand(), arguments);
    }

    /** Runs a command and returns its exit status; a failure is told in plain words. */
    public static int execute(Object program, String... arguments) {
        return new CommandLine(program)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("tidewatch: " + plainMessage(failure));
                    if (Boolean.getBoolean("tidewatch.stacktrace")) {
                        failure.printStackTrace(command.getErr());
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    private static String plainMessage(Throwable failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "there is no file or folder " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "no access to " + denied.getFile();
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** The version that Maven wrote into the jar's manifest. */
    public static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = TidewatchCommand.class.getPackage().getImplementationVersion();
            return new String[] {"tidewatch " + (version == null ? "(development build)" : version)};
        }
    }
}
