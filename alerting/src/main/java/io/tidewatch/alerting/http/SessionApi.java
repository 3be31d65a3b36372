package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.security.SignIn;
import io.tidewatch.alerting.store.Session;
import io.tidewatch.alerting.view.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signing in and out. */
final class SessionApi {
    /** Guessing 256 bits takes longer, but a log full of attempts helps nobody. */
    private static final RateLimit ATTEMPTS = new RateLimit(0.5, 20);

    private final SignIn signIn;
    private final Gate gate;
    private final DeskConfig config;

    SessionApi(SignIn signIn, Gate gate, DeskConfig config) {
        this.signIn = signIn;
        this.gate = gate;
        this.config = config;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/session", Access.NONE, context -> context.json(view(gate.session(context)))),
                Route.post("/api/v1/session", Access.NONE, this::signIn),
                Route.delete("/api/v1/session", Access.VIEWER, this::signOut));
    }

    private void signIn(Context context) {
        gate.checkOrigin(context);
        if (!ATTEMPTS.take(gate.client(context))) {
            context.header("Retry-After", "10");
            throw ApiException.of(HttpStatus.TOO_MANY_REQUESTS, "too many attempts; wait ten seconds");
        }
        Credentials given = Params.body(context, Credentials.class);
        if (given.token() == null || given.token().isBlank()) {
            throw ApiException.badRequest("'token' is missing");
        }
        SignIn.Opened opened = signIn.withToken(given.token().trim())
                .orElseThrow(() -> ApiException.of(
                        HttpStatus.UNAUTHORIZED,
                        "this token is not known; a one-time token works once, and a new start prints a new one"));
        setCookie(context, opened);
        context.json(view(opened.session()));
    }

    /** Gives the browser its session. */
    void setCookie(Context context, SignIn.Opened opened) {
        int seconds = (int) config.access().session().toSeconds();
        context.cookie(cookie(opened.cookie(), seconds));
    }

    private void signOut(Context context) {
        String cookie = context.cookie(Gate.COOKIE);
        if (cookie != null) {
            signIn.close(cookie, Gate.caller(context).name());
        }
        context.cookie(cookie("", 0));
        context.status(HttpStatus.NO_CONTENT);
    }

    /** Of the console's own requests only, and out of its scripts' reach. */
    private Cookie cookie(String value, int seconds) {
        return new Cookie(Gate.COOKIE, value, "/", seconds, config.http().isSecure(), true, null, SameSite.STRICT);
    }

    private View view(@Nullable Session session) {
        List<String> ways = new ArrayList<>();
        if (config.access().oidc() != null) {
            ways.add("oidc");
        }
        ways.add("token");
        return session == null
                ? new View(false, null, null, null, null, ways)
                : new View(true, session.user(), session.role(), session.csrfToken(), session.expiresAt(), ways);
    }

    private record Credentials(String token) {}

    private record View(
            boolean authenticated,
            @Nullable String user,
            @Nullable Role role,
            @Nullable String csrfToken,
            @Nullable Instant expiresAt,
            List<String> signInWith) {}
}
