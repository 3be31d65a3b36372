package io.tidewatch.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs of this machine that check a file as the real thing would. */
public final class Programs {
    private Programs() {}

    public static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * Fails the test if the program does.
     *
     * @return what it wrote, errors included
     */
    public static String run(Path folder, String... command) throws Exception {
        return run(new ProcessBuilder(command).directory(folder.toFile()));
    }

    /** As {@link #run(Path, String...)}, with an environment of its own. */
    public static String run(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
