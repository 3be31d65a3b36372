package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.security.RouteRole;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.security.Caller;
import io.tidewatch.alerting.security.Secrets;
import io.tidewatch.alerting.security.SignIn;
import io.tidewatch.alerting.store.Session;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Stands before every route: who calls, whether too often, whether they may, and whether the browser's user meant it. */
final class Gate {
    static final String COOKIE = "tidewatch-session";
    static final String CSRF_HEADER = "X-CSRF-Token";
    private static final String CALLER = "caller";
    private static final String BEARER = "Bearer ";
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final DeskConfig.Http config;
    private final Jdbi jdbi;
    private final SignIn signIn;
    private final RateLimit requests;

    Gate(DeskConfig.Http config, Jdbi jdbi, SignIn signIn) {
        this.config = config;
        this.jdbi = jdbi;
        this.signIn = signIn;
        this.requests = new RateLimit(config.requestsPerSecond(), 4L * config.requestsPerSecond());
    }

    /**
     * For every request. A page of a stranger whose name was made to point to this machine is turned away: the browser
     * would let it read the answers.
     */
    void checkHost(Context context) {
        String host = context.host();
        if (config.publicUrl() == null && (host == null || !LOCAL_NAMES.contains(withoutPort(host)))) {
            throw ApiException.of(
                    HttpStatus.FORBIDDEN,
                    "this service answers to localhost only; 'http.public-url' gives it another name");
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** For requests that a route takes. */
    void check(Context context) {
        if (!requests.take(client(context))) {
            context.header("Retry-After", "1");
            throw ApiException.of(HttpStatus.TOO_MANY_REQUESTS, "too many requests; wait a second");
        }
        Access access = access(context.routeRoles());
        if (access == Access.NONE || (access == Access.LOCAL && isLocal(context))) {
            return;
        }
        Caller caller = identify(context);
        if (!caller.role().includes(access.role())) {
            throw ApiException.of(
                    HttpStatus.FORBIDDEN,
                    "this needs the role " + access.role().name().toLowerCase(java.util.Locale.ROOT));
        }
        context.attribute(CALLER, caller);
    }

    /** Files of the console have no role, and anybody may load them; every route has one. */
    private static Access access(Set<RouteRole> roles) {
        return roles.stream()
                .filter(Access.class::isInstance)
                .map(Access.class::cast)
                .findFirst()
                .orElse(Access.NONE);
    }

    private Caller identify(Context context) {
        String authorization = context.header("Authorization");
        Optional<Caller> caller = jdbi.withHandle(handle -> {
            if (authorization != null && authorization.startsWith(BEARER)) {
                return signIn.byApiToken(handle, authorization.substring(BEARER.length()));
            }
            String cookie = context.cookie(COOKIE);
            Optional<Session> session = cookie == null ? Optional.empty() : signIn.byCookie(handle, cookie);
            session.ifPresent(found -> checkIntent(context, found));
            return session.map(found -> new Caller(found.user(), found.role()));
        });
        return caller.orElseThrow(() -> ApiException.of(HttpStatus.UNAUTHORIZED, "sign in first"));
    }

    /** A browser sends its cookie whoever made it ask; only the console's own pages know the session's CSRF token. */
    private static void checkIntent(Context context, Session session) {
        if (context.method() == HandlerType.GET || context.method() == HandlerType.HEAD) {
            return;
        }
        String token = context.header(CSRF_HEADER);
        if (token == null || !Secrets.equal(token, session.csrfToken())) {
            throw ApiException.of(
                    HttpStatus.FORBIDDEN, "the header " + CSRF_HEADER + " must hold the session's csrfToken");
        }
    }

    /** Refuses a request that another site's page made; browsers say so in {@code Origin}. */
    void checkOrigin(Context context) {
        String origin = context.header("Origin");
        URI own = config.publicUrl();
        String expected = own == null ? "http://" + context.host() : own.getScheme() + "://" + own.getAuthority();
        if (origin != null && !origin.equals(expected)) {
            throw ApiException.of(HttpStatus.FORBIDDEN, "a page of another site made this request");
        }
    }

    /** The caller that {@link #check} found. */
    static Caller caller(Context context) {
        Caller caller = context.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("no role was checked on " + context.path());
        }
        return caller;
    }

    /** The session of the request's cookie; null without one. */
    @Nullable
    Session session(Context context) {
        String cookie = context.cookie(COOKIE);
        return cookie == null
                ? null
                : jdbi.withHandle(handle -> signIn.byCookie(handle, cookie).orElse(null));
    }

    /** A client's address. Behind a proxy, which alone can reach the service then, the last one that it notes. */
    String client(Context context) {
        String forwarded = config.isSecure() ? context.header("X-Forwarded-For") : null;
        return forwarded == null
                ? context.ip()
                : forwarded.substring(forwarded.lastIndexOf(',') + 1).trim();
    }

    private static boolean isLocal(Context context) {
        if (context.header("X-Forwarded-For") != null || context.header("Forwarded") != null) {
            return false;
        }
        try {
            // An address, never a name: nothing is looked up.
            return InetAddress.getByName(context.ip()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
