package io.tidewatch.alerting;

import io.tidewatch.alerting.store.Retention;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enforces retention now and then. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Jdbi jdbi;
    private final Retention retention;
    private final Duration every;
    private final Clock clock;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "housekeeping"));

    Housekeeping(Jdbi jdbi, Retention retention, Duration every, Clock clock) {
        this.jdbi = jdbi;
        this.retention = retention;
        this.every = every;
        this.clock = clock;
    }

    void start() {
        scheduler.scheduleWithFixedDelay(this::tidy, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tidy() {
        try {
            long deleted = retention.enforce(jdbi, clock.instant());
            LOG.info("Retention deleted {} rows", deleted);
        } catch (JdbiException e) {
            LOG.warn("Retention waits for the database", e);
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
