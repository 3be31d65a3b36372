package io.tidewatch.alerting.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.oauth2.sdk.id.State;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.security.OidcProvider;
import io.tidewatch.alerting.security.OidcRoles;
import io.tidewatch.alerting.security.PendingSignIn;
import io.tidewatch.alerting.security.Secrets;
import io.tidewatch.alerting.security.SignIn;
import io.tidewatch.alerting.view.Role;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing in with an OpenID Connect provider. */
final class OidcApi {
    private static final Logger LOG = LoggerFactory.getLogger(OidcApi.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MAX_PENDING = 10_000;
    private static final String CALLBACK = "/auth/callback";
    private static final String BROWSER_COOKIE = "tidewatch-sign-in";

    private final SignIn signIn;
    private final SessionApi sessions;
    private final DeskConfig config;
    private final Supplier<URI> console;
    private final @Nullable OidcProvider provider;
    private final Cache<State, PendingSignIn> pending = Caffeine.newBuilder()
            .maximumSize(MAX_PENDING)
            .expireAfterWrite(PATIENCE)
            .build();

    /** @param console the console's address, known once the server listens */
    OidcApi(SignIn signIn, SessionApi sessions, DeskConfig config, Supplier<URI> console) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.config = config;
        this.console = console;
        DeskConfig.Oidc oidc = config.access().oidc();
        this.provider = oidc == null ? null : new OidcProvider(oidc);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/auth/login", Access.NONE, this::begin), Route.get(CALLBACK, Access.NONE, this::finish));
    }

    private void begin(Context context) {
        OidcProvider known = provider();
        PendingSignIn begun = PendingSignIn.begin();
        try {
            URI address = known.signInAddress(begun, callback());
            pending.put(begun.state(), begun);
            context.cookie(browserCookie(begun.browser(), (int) PATIENCE.toSeconds()));
            context.redirect(address.toString());
        } catch (IOException e) {
            LOG.warn("Nobody can sign in with the OpenID Connect provider", e);
            throw ApiException.of(HttpStatus.SERVICE_UNAVAILABLE, "the identity provider does not answer; try again");
        }
    }

    private void finish(Context context) {
        OidcProvider known = provider();
        URI answer = URI.create(callback() + "?" + context.queryString());
        State state = OidcProvider.stateOf(answer);
        PendingSignIn begun = state == null ? null : pending.asMap().remove(state);
        String browser = context.cookie(BROWSER_COOKIE);
        context.cookie(browserCookie("", 0));
        if (begun == null || browser == null || !Secrets.equal(browser, begun.browser())) {
            throw ApiException.of(
                    HttpStatus.UNAUTHORIZED,
                    "this sign-in was not begun here, or too long ago; begin again at /auth/login");
        }
        OidcProvider.Claims claims;
        try {
            claims = known.redeem(answer, begun, callback());
        } catch (IOException e) {
            LOG.warn("A sign-in with the OpenID Connect provider failed", e);
            throw ApiException.of(HttpStatus.UNAUTHORIZED, "the identity provider did not confirm who you are");
        }
        Role role = OidcRoles.of(
                        java.util.Objects.requireNonNull(config.access().oidc()), claims.groups())
                .orElseThrow(() -> ApiException.of(
                        HttpStatus.FORBIDDEN, "you are known, but in no group that may look at this desk"));
        sessions.setCookie(context, signIn.open(claims.user(), role, "OpenID Connect"));
        context.redirect("/");
    }

    private OidcProvider provider() {
        if (provider == null) {
            throw ApiException.notFound("identity provider; sign in with a token");
        }
        return provider;
    }

    private URI callback() {
        return URI.create(console.get() + CALLBACK);
    }

    /** Lax, because the provider's page leads back here. */
    private Cookie browserCookie(String value, int seconds) {
        return new Cookie(BROWSER_COOKIE, value, "/auth", seconds, config.http().isSecure(), true, null, SameSite.LAX);
    }
}
