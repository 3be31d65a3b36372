package io.tidewatch.alerting.security;

import io.tidewatch.alerting.store.ApiTokenStore;
import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.store.Session;
import io.tidewatch.alerting.store.SessionStore;
import io.tidewatch.alerting.view.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Opens sessions, and says whose a cookie or a token is. */
public final class SignIn {
    /** Who signs in with the token that was printed at start is this one. */
    public static final String LOCAL_USER = "local";

    private final Jdbi jdbi;
    private final SessionStore sessions;
    private final ApiTokenStore tokens;
    private final AuditLog audit;
    private final Duration sessionLength;
    private final Clock clock;
    private final AtomicReference<@Nullable String> oneTimeHash = new AtomicReference<>();

    public SignIn(
            Jdbi jdbi,
            SessionStore sessions,
            ApiTokenStore tokens,
            AuditLog audit,
            Duration sessionLength,
            Clock clock) {
        this.jdbi = jdbi;
        this.sessions = sessions;
        this.tokens = tokens;
        this.audit = audit;
        this.sessionLength = sessionLength;
        this.clock = clock;
    }

    /** A token that opens one admin's session. Only its hash is remembered, and only until it is used. */
    public String issueOneTimeToken() {
        String token = Secrets.random();
        oneTimeHash.set(Secrets.hash(token));
        return token;
    }

    /** Opens a session for a one-time token or an API token; empty if it is neither. */
    public Optional<Opened> withToken(String token) {
        String hash = Secrets.hash(token);
        String oneTime = oneTimeHash.get();
        if (oneTime != null && Secrets.equal(oneTime, hash) && oneTimeHash.compareAndSet(oneTime, null)) {
            return Optional.of(open(LOCAL_USER, Role.ADMIN, "one-time token"));
        }
        return jdbi.inTransaction(handle -> tokens.use(handle, hash, clock.instant()))
                .map(found -> open(found.name(), found.role(), "API token"));
    }

    /** Opens a session for whom an identity provider vouches for. */
    public Opened open(String user, Role role, String how) {
        String cookie = Secrets.random();
        Session session =
                new Session(user, role, Secrets.random(), clock.instant().plus(sessionLength));
        jdbi.useTransaction(handle -> {
            sessions.add(handle, Secrets.hash(cookie), session);
            audit.add(handle, user, "session.sign-in", user, "as " + role + " with " + how);
        });
        return new Opened(cookie, session);
    }

    public Optional<Session> byCookie(Handle handle, String cookie) {
        return sessions.find(handle, Secrets.hash(cookie), clock.instant());
    }

    public Optional<Caller> byApiToken(Handle handle, String token) {
        Instant now = clock.instant();
        return tokens.use(handle, Secrets.hash(token), now).map(found -> new Caller(found.name(), found.role()));
    }

    public void close(String cookie, String user) {
        jdbi.useTransaction(handle -> {
            sessions.remove(handle, Secrets.hash(cookie));
            audit.add(handle, user, "session.sign-out", user, "");
        });
    }

    /** @param cookie the session's secret, which only the browser keeps */
    public record Opened(String cookie, Session session) {}
}
