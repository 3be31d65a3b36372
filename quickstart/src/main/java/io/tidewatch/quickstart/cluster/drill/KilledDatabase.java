package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.FreePort;
import io.tidewatch.quickstart.cluster.ClusterOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL server of the risk desk's service ends without warning, and starts again on its data. */
final class KilledDatabase implements Fault {
    private static final String USER = "postgres";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final Duration away;
    private @Nullable Path folder;
    private int port;
    private @Nullable EmbeddedPostgres server;

    KilledDatabase(Duration away) {
        this.away = away;
    }

    @Override
    public ClusterOptions prepare(ClusterOptions usual, Path ownFolder) throws IOException {
        folder = Files.createDirectories(ownFolder.resolve("database"));
        port = FreePort.find();
        EmbeddedPostgres started = start();
        return usual.withDesk(Map.of("database.url", started.getJdbcUrl(USER, "postgres"), "database.user", USER));
    }

    private EmbeddedPostgres start() throws IOException {
        Path own = Objects.requireNonNull(folder, "prepare comes first");
        EmbeddedPostgres started = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(own.resolve("programs").toFile())
                .setDataDirectory(own.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                // What is committed must be there after a kill; the library's servers forget the last moments.
                .setServerConfig("synchronous_commit", "on")
                // Killed at work it replays its log first, and a busy machine takes its time for it.
                .setPGStartupWait(START_TIMEOUT)
                .start();
        server = started;
        return started;
    }

    @Override
    public void strike(Scene scene, int time) throws IOException {
        Path own = Objects.requireNonNull(folder, "prepare comes first");
        long pid = Long.parseLong(
                Files.readAllLines(own.resolve("data/postmaster.pid")).get(0));
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow(() -> new IOException("no PostgreSQL runs"));
        var children = postmaster.children().toList();
        postmaster.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        close();
        scene.pass(away);
    }

    @Override
    public void repair(Scene scene) throws IOException {
        start();
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
