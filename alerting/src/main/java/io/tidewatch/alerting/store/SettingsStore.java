package io.tidewatch.alerting.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Versions of the desk's settings as JSON, and the secrets that they must not show. */
public final class SettingsStore {
    public Optional<Versioned> newest(Handle handle) {
        return handle.createQuery("SELECT version, body FROM desk_settings ORDER BY version DESC LIMIT 1")
                .map((row, context) -> new Versioned(row.getLong(1), row.getString(2)))
                .findOne();
    }

    /** The primary key refuses a version that somebody else wrote meanwhile. */
    public void add(Handle handle, Versioned settings, String by, Instant now) {
        handle.createUpdate("""
                        INSERT INTO desk_settings (version, body, changed_at, changed_by)
                        VALUES (:version, :body, :now, :by)""")
                .bind("version", settings.version())
                .bind("body", settings.body())
                .bind("now", now)
                .bind("by", by)
                .execute();
    }

    /** Secrets by channel. */
    public Map<String, String> secrets(Handle handle) {
        Map<String, String> secrets = new HashMap<>();
        handle.createQuery("SELECT channel, secret FROM channel_secret")
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(entry -> secrets.put(entry.getKey(), entry.getValue()));
        return secrets;
    }

    public void replaceSecrets(Handle handle, Map<String, String> secrets) {
        handle.execute("DELETE FROM channel_secret");
        secrets.forEach((channel, secret) -> handle.createUpdate(
                        "INSERT INTO channel_secret (channel, secret) VALUES (:channel, :secret)")
                .bind("channel", channel)
                .bind("secret", secret)
                .execute());
    }

    public record Versioned(long version, String body) {}
}
