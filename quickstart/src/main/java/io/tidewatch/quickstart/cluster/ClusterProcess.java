package io.tidewatch.quickstart.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the cluster, as it is written down for later commands.
 *
 * @param pid of the operating system
 * @param startedAt by the operating system's account; with the pid it names one process, however often pids are reused
 * @param port where it answers
 * @param log what it prints
 */
public record ClusterProcess(String name, long pid, Instant startedAt, int port, Path log) {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(20);
    /** Start times are counted from the machine's own, which is known to the second. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    static ClusterProcess of(String name, ProcessHandle process, int port, Path log) {
        return new ClusterProcess(name, process.pid(), startOf(process), port, log);
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    public boolean alive() {
        return handle().isPresent();
    }

    /** Asks the process to end and ends it if it does not. */
    void stop() {
        handle().ifPresent(process -> {
            process.destroy();
            if (!hasEnded(process, STOP_TIMEOUT)) {
                process.destroyForcibly();
                hasEnded(process, KILL_TIMEOUT);
            }
        });
    }

    /** As {@code kill -9} does. */
    public void kill() {
        handle().ifPresent(process -> {
            process.destroyForcibly();
            hasEnded(process, KILL_TIMEOUT);
        });
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        Duration.between(startOf(process), startedAt).abs().compareTo(CLOCK_TOLERANCE) <= 0);
    }

    private static boolean hasEnded(ProcessHandle process, Duration timeout) {
        try {
            process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
