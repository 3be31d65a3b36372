package io.tidewatch.alerting.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidewatch.alerting.config.DeskConfig;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The connection pool over a migrated database. */
public final class Database implements AutoCloseable {
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Dialect dialect;

    private Database(HikariDataSource pool, Dialect dialect) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.dialect = dialect;
    }

    /**
     * Connects and brings the tables up to date.
     *
     * @throws RuntimeException if the database cannot be reached or was written by a newer version of the service
     */
    public static Database open(DeskConfig.DatabaseConfig config, MeterRegistry metrics) {
        Dialect dialect = Dialect.of(config.url());
        HikariConfig settings = new HikariConfig();
        settings.setPoolName("desk");
        settings.setJdbcUrl(dialect.completeUrl(config.url()));
        settings.setUsername(config.user());
        settings.setPassword(config.password());
        settings.setMaximumPoolSize(config.connections());
        settings.setConnectionTimeout(config.patience().toMillis());
        settings.setMetricRegistry(metrics);
        settings.setConnectionInitSql(dialect.session());
        HikariDataSource pool = new HikariDataSource(settings);
        try {
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:db/common", "classpath:db/" + dialect.folder())
                    .load()
                    .migrate();
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return new Database(pool, dialect);
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Whether a query gets an answer. */
    public boolean answers() {
        try {
            return jdbi.withHandle(handle ->
                    handle.createQuery("SELECT 1").mapTo(Integer.class).one() == 1);
        } catch (JdbiException e) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
