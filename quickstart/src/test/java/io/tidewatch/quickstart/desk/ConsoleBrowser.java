package io.tidewatch.quickstart.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewatch.alerting.AlertingService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real browser at the console of a running service, led by a script of alerting/console/browser-tests. With the
 * environment variable {@code TIDEWATCH_SCREENSHOTS} the pages' pictures are left in that folder.
 */
public final class ConsoleBrowser implements AutoCloseable {
    private static final Path CONSOLE = Path.of(System.getProperty("tidewatch.root"), "alerting", "console");
    private static final List<Path> CHROMIUM = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final int PATIENCE_MINUTES = 8;

    private final Process process;
    private final Path said;

    private ConsoleBrowser(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /** Skips the test where there is no browser or no console. */
    public static void assumeInstalled() {
        assumeTrue(
                CHROMIUM.stream().anyMatch(Files::isExecutable),
                "skipped: no Chromium on this machine; install the package chromium");
        assumeTrue(
                AlertingService.class.getResource("/console/index.html") != null,
                "skipped: the console was not built; build without -Dskip.console=true");
    }

    /**
     * Starts a script, which goes on by itself. It signs in with the service's one-time token.
     *
     * @param script such as {@code console}
     * @param folder for what it says
     */
    public static ConsoleBrowser start(AlertingService service, String script, Path folder) throws IOException {
        Path chromium =
                CHROMIUM.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        Path said = folder.resolve(script + "-browser.log");
        ProcessBuilder builder = new ProcessBuilder("npm", "run", "--silent", "browser-test", "--", script)
                .directory(CONSOLE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("TIDEWATCH_CONSOLE", service.address().toString());
        builder.environment().put("TIDEWATCH_TOKEN", service.oneTimeToken().orElseThrow());
        builder.environment().put("TIDEWATCH_CHROMIUM", chromium.toString());
        builder.environment().put("NO_COLOR", "1");
        return new ConsoleBrowser(builder.start(), said);
    }

    /** Waits until the script has ended; fails with what it said if it has found a fault. */
    public void finish() throws Exception {
        assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as("%s", said()).isZero();
    }

    /** Fails with what the script said if it has ended already. */
    public void assertGoesOn() throws IOException {
        assertThat(process.isAlive()).as("%s", said()).isTrue();
    }

    private String said() throws IOException {
        return Files.readString(said);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
