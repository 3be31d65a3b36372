package io.tidewatch.quickstart.cluster.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Small programs of the operating system. */
final class Programs {
    private Programs() {}

    /** @throws IOException if it fails, with what it said */
    static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + command[0], e);
        }
    }
}
