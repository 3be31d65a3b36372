package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.ApiToken;
import io.tidewatch.alerting.view.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** API tokens, of which only hashes are kept. */
public final class ApiTokenStore {
    /** @return false if there is one of that name */
    public boolean add(Handle handle, String tokenHash, ApiToken token) {
        return handle.createUpdate("""
                                INSERT INTO api_token (name, token_hash, user_role, created_at, created_by, expires_at)
                                VALUES (:name, :hash, :role, :createdAt, :createdBy, :expiresAt)
                                ON CONFLICT DO NOTHING""")
                        .bind("name", token.name())
                        .bind("hash", tokenHash)
                        .bind("role", token.role().name())
                        .bind("createdAt", token.createdAt())
                        .bind("createdBy", token.createdBy())
                        .bind("expiresAt", token.expiresAt())
                        .execute()
                > 0;
    }

    public List<ApiToken> list(Handle handle) {
        return handle.createQuery("SELECT * FROM api_token ORDER BY name")
                .map((row, context) -> token(row))
                .list();
    }

    /** The token of this hash, if it is still good; notes the use, at most once a minute. */
    public Optional<ApiToken> use(Handle handle, String tokenHash, Instant now) {
        Optional<ApiToken> found = handle.createQuery(
                        "SELECT * FROM api_token WHERE token_hash = :hash AND expires_at > :now")
                .bind("hash", tokenHash)
                .bind("now", now)
                .map((row, context) -> token(row))
                .findOne();
        found.filter(token -> token.lastUsedAt() == null || token.lastUsedAt().isBefore(now.minusSeconds(60)))
                .ifPresent(token -> handle.createUpdate("UPDATE api_token SET last_used_at = :now WHERE name = :name")
                        .bind("now", now)
                        .bind("name", token.name())
                        .execute());
        return found;
    }

    /** @return whether there was one */
    public boolean remove(Handle handle, String name) {
        return handle.createUpdate("DELETE FROM api_token WHERE name = :name")
                        .bind("name", name)
                        .execute()
                > 0;
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                row.getString("name"),
                Role.valueOf(row.getString("user_role")),
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"),
                row.getTimestamp("expires_at").toInstant(),
                AlertRows.instant(row.getTimestamp("last_used_at")));
    }
}
