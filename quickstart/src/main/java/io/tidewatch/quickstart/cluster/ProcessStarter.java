package io.tidewatch.quickstart.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts processes that go on when the command that started them has ended. */
final class ProcessStarter {
    private final Path folder;

    /** @param folder of the cluster; logs go there */
    ProcessStarter(Path folder) {
        this.folder = folder;
    }

    /**
     * @param name also that of its log file
     * @param port where it will answer
     * @param environment beside this process' own
     */
    ClusterProcess start(String name, int port, Map<String, String> environment, List<String> command)
            throws IOException {
        Path log = Files.createDirectories(folder.resolve("logs")).resolve(name + ".log");
        List<String> withoutTerminal = new ArrayList<>();
        // Closing the terminal must not end the cluster.
        withoutTerminal.add("nohup");
        withoutTerminal.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(withoutTerminal)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return ClusterProcess.of(name, builder.start().toHandle(), port, log);
    }

    /** The program that runs this one. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
