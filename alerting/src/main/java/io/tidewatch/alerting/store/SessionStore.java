package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.Role;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Sessions of browsers, by the hash of their cookie, so that a restart signs nobody out and a copy lets nobody in. */
public final class SessionStore {
    public void add(Handle handle, String tokenHash, Session session) {
        handle.createUpdate("""
                        INSERT INTO desk_session (token_hash, user_name, user_role, csrf_token, expires_at)
                        VALUES (:hash, :user, :role, :csrf, :expires)""")
                .bind("hash", tokenHash)
                .bind("user", session.user())
                .bind("role", session.role().name())
                .bind("csrf", session.csrfToken())
                .bind("expires", session.expiresAt())
                .execute();
    }

    public Optional<Session> find(Handle handle, String tokenHash, Instant now) {
        return handle.createQuery("SELECT * FROM desk_session WHERE token_hash = :hash AND expires_at > :now")
                .bind("hash", tokenHash)
                .bind("now", now)
                .map((row, context) -> new Session(
                        row.getString("user_name"),
                        Role.valueOf(row.getString("user_role")),
                        row.getString("csrf_token"),
                        row.getTimestamp("expires_at").toInstant()))
                .findOne();
    }

    public void remove(Handle handle, String tokenHash) {
        handle.createUpdate("DELETE FROM desk_session WHERE token_hash = :hash")
                .bind("hash", tokenHash)
                .execute();
    }
}
