package io.tidewatch.alerting.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.tidewatch.alerting.store.Json;
import io.tidewatch.alerting.view.Problem;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what went wrong in plain words, and tells clients nothing of the service's inside. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void register(RoutesConfig routes) {
        routes.exception(ApiException.class, (e, context) -> {
            answer(context, e.status(), String.valueOf(e.getMessage()), e.errors());
        });
        routes.exception(HttpResponseException.class, (e, context) -> {
            HttpStatus status = HttpStatus.forStatus(e.getStatus());
            answer(context, status, detail(status), List.of());
        });
        routes.exception(JdbiException.class, (e, context) -> {
            LOG.warn("The database failed for {} {}", context.method(), context.path(), e);
            context.header("Retry-After", "5");
            answer(context, HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer; try again", List.of());
        });
        routes.exception(Exception.class, (e, context) -> {
            LOG.error("{} {} failed", context.method(), context.path(), e);
            answer(context, HttpStatus.INTERNAL_SERVER_ERROR, "the service failed; its log says why", List.of());
        });
    }

    private static String detail(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "there is nothing here";
            case CONTENT_TOO_LARGE -> "the request is larger than the service takes";
            default -> status.getMessage();
        };
    }

    static void answer(Context context, HttpStatus status, String detail, List<String> errors) {
        context.status(status)
                .contentType("application/problem+json")
                .result(Json.write(new Problem(status.getMessage(), status.getCode(), detail, errors)));
    }
}
