package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.view.Health;
import java.util.List;
import java.util.function.Supplier;

/** Whether the service lives and works, and what it measures. */
final class HealthApi {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<List<String>> problems;
    private final DeskMetrics metrics;

    /** @param problems what keeps the service from its work; empty where nothing does */
    HealthApi(Supplier<List<String>> problems, DeskMetrics metrics) {
        this.problems = problems;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/healthz", Access.NONE, context -> context.json(new Health("ok", List.of()))),
                Route.get("/readyz", Access.NONE, this::ready),
                Route.get(
                        "/metrics",
                        Access.LOCAL,
                        context -> context.contentType(PROMETHEUS_TEXT)
                                .result(metrics.registry().scrape())));
    }

    private void ready(Context context) {
        List<String> found = problems.get();
        context.status(found.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .json(new Health(found.isEmpty() ? "ok" : "not-ready", found));
    }
}
