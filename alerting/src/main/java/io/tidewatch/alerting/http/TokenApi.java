package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.tidewatch.alerting.security.Secrets;
import io.tidewatch.alerting.store.ApiTokenStore;
import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.view.ApiToken;
import io.tidewatch.alerting.view.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** API tokens. */
final class TokenApi {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final int USUAL_DAYS = 90;
    private static final int MAX_DAYS = 366;

    private final Jdbi jdbi;
    private final ApiTokenStore tokens;
    private final AuditLog audit;
    private final Clock clock;

    TokenApi(Jdbi jdbi, ApiTokenStore tokens, AuditLog audit, Clock clock) {
        this.jdbi = jdbi;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/tokens",
                        Access.ADMIN,
                        context -> context.json(Map.of("items", jdbi.withHandle(tokens::list)))),
                Route.post("/api/v1/tokens", Access.ADMIN, this::create),
                Route.delete("/api/v1/tokens/{name}", Access.ADMIN, this::revoke));
    }

    private void create(Context context) {
        Input given = Params.body(context, Input.class);
        if (given.name() == null || !NAME.matcher(given.name()).matches()) {
            throw ApiException.badRequest("'name' has 1 to 40 of a-z, 0-9 and '-', and does not begin with '-'");
        }
        if (given.role() == null) {
            throw ApiException.badRequest("'role' must be viewer, analyst or admin");
        }
        int days = given.days() == null ? USUAL_DAYS : given.days();
        if (days < 1 || days > MAX_DAYS) {
            throw ApiException.badRequest("'days' must be from 1 to " + MAX_DAYS);
        }
        String by = Gate.caller(context).name();
        Instant now = clock.instant();
        ApiToken token = new ApiToken(given.name(), given.role(), now, by, now.plus(Duration.ofDays(days)), null);
        String secret = Secrets.random();
        boolean added = jdbi.inTransaction(handle -> {
            boolean done = tokens.add(handle, Secrets.hash(secret), token);
            if (done) {
                audit.add(handle, by, "token.create", token.name(), token.role() + " until " + token.expiresAt());
            }
            return done;
        });
        if (!added) {
            throw ApiException.of(HttpStatus.CONFLICT, "there is a token of that name; revoke it first");
        }
        context.status(HttpStatus.CREATED).json(new Created(secret, token.name(), token.role(), token.expiresAt()));
    }

    private void revoke(Context context) {
        String name = context.pathParam("name");
        String by = Gate.caller(context).name();
        boolean removed = jdbi.inTransaction(handle -> {
            boolean done = tokens.remove(handle, name);
            if (done) {
                audit.add(handle, by, "token.revoke", name, "");
            }
            return done;
        });
        if (!removed) {
            throw ApiException.notFound("token '" + name + "'");
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private record Input(
            @Nullable String name,
            @Nullable Role role,
            @Nullable Integer days) {}

    private record Created(String token, String name, Role role, Instant expiresAt) {}
}
