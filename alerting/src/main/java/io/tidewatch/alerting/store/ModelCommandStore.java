package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.ModelCommandView;
import io.tidewatch.events.ModelControl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Commands to the running job; the primary key on the epoch keeps two from having the same. */
public final class ModelCommandStore {
    private static final String VIEW = """
            SELECT c.*, NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = c.outbox_id) AS sent FROM model_command c
            """;

    /** @param replaces the version in use before it; null where it is not known */
    public void add(Handle handle, ModelControl command, @Nullable String replaces, long outboxId) {
        handle.createUpdate("""
                        INSERT INTO model_command (epoch, action, version, issued_at, issued_by, replaces, outbox_id)
                        VALUES (:epoch, :action, :version, :issuedAt, :issuedBy, :replaces, :outboxId)""")
                .bind("epoch", command.epoch())
                .bind("action", command.action().name())
                .bind("version", command.version())
                .bind("issuedAt", command.issuedAt())
                .bind("issuedBy", command.issuedBy())
                .bind("replaces", replaces)
                .bind("outboxId", outboxId)
                .execute();
    }

    /** Takes a command in that somebody else sent; does nothing if its epoch is known. */
    public boolean addForeign(Handle handle, ModelControl command) {
        Optional<InUse> before = inUse(handle);
        return handle.createUpdate("""
                                INSERT INTO model_command
                                    (epoch, action, version, issued_at, issued_by, replaces, outbox_id)
                                VALUES (:epoch, :action, :version, :issuedAt, :issuedBy, :replaces, 0)
                                ON CONFLICT DO NOTHING""")
                        .bind("epoch", command.epoch())
                        .bind("action", command.action().name())
                        .bind("version", command.version())
                        .bind("issuedAt", command.issuedAt())
                        .bind("issuedBy", command.issuedBy())
                        .bind("replaces", before.map(InUse::version).orElse(null))
                        .execute()
                > 0;
    }

    /** 0 before the first. */
    public long lastEpoch(Handle handle) {
        return handle.createQuery("SELECT COALESCE(MAX(epoch), 0) FROM model_command")
                .mapTo(Long.class)
                .one();
    }

    /** Newest first. */
    public List<ModelCommandView> list(Handle handle, int limit) {
        return handle.createQuery(VIEW + "ORDER BY epoch DESC LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) -> view(row))
                .list();
    }

    /** The last command to run the version in shadow. */
    public Optional<ModelCommandView> lastShadow(Handle handle, String version) {
        return handle.createQuery(VIEW + "WHERE action = 'SHADOW' AND version = :version ORDER BY epoch DESC LIMIT 1")
                .bind("version", version)
                .map((row, context) -> view(row))
                .findOne();
    }

    private static ModelCommandView view(ResultSet row) throws SQLException {
        return new ModelCommandView(
                row.getLong("epoch"),
                ModelControl.Action.valueOf(row.getString("action")),
                row.getString("version"),
                row.getTimestamp("issued_at").toInstant(),
                row.getString("issued_by"),
                row.getBoolean("sent"));
    }

    /** The version that the last promotion or rollback brought into use, and the one before. */
    public Optional<InUse> inUse(Handle handle) {
        return handle.createQuery("""
                        SELECT version, replaces, action FROM model_command WHERE action IN ('PROMOTE', 'ROLL_BACK')
                        ORDER BY epoch DESC LIMIT 1""")
                .map((row, context) ->
                        new InUse(row.getString(1), row.getString(2), ModelControl.Action.valueOf(row.getString(3))))
                .findOne();
    }

    /** @param replaced null where it was not known */
    public record InUse(String version, @Nullable String replaced, ModelControl.Action action) {}
}
