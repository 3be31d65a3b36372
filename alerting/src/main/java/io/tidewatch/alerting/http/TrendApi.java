package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.tidewatch.alerting.store.AlertFilter;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.TrendBoard;
import io.tidewatch.alerting.store.TrendReader;
import io.tidewatch.alerting.store.TrendStep;
import io.tidewatch.alerting.view.KeyView;
import io.tidewatch.alerting.view.TrendView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Trends. */
final class TrendApi {
    private static final Duration SHOWN = Duration.ofDays(1);
    private static final int MAX_POINTS = 5_000;
    private static final int MAX_ALERTS = 100;

    private final Jdbi jdbi;
    private final TrendReader trends;
    private final TrendBoard board;
    private final AlertReader alerts;
    private final Clock clock;

    TrendApi(Jdbi jdbi, TrendReader trends, TrendBoard board, AlertReader alerts, Clock clock) {
        this.jdbi = jdbi;
        this.trends = trends;
        this.board = board;
        this.alerts = alerts;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/trends/now", Access.VIEWER, this::now),
                Route.get("/api/v1/trends", Access.VIEWER, this::trend));
    }

    private void now(Context context) {
        Params params = new Params(context);
        TrendBoard.KeyKind chosen = params.choice("keys", TrendBoard.KeyKind.class);
        int limit = params.integer("limit", 100, 1, 500);
        params.check();
        TrendBoard.KeyKind kind = chosen == null ? TrendBoard.KeyKind.ALL : chosen;
        context.json(jdbi.withHandle(handle -> board.now(handle, kind, limit)));
    }

    private void trend(Context context) {
        Params params = new Params(context);
        String key = params.text("key");
        Instant from = params.time("from");
        Instant to = params.time("to");
        TrendStep chosen = params.read("step", TrendApi::step, "one of 5m, 15m, 1h, 6h, 1d");
        params.check();
        if (key == null) {
            throw ApiException.badRequest("'key' is missing; it is a key as text, such as topic=Macro");
        }
        context.json(jdbi.withHandle(handle -> {
            KeyView known = trends.key(handle, key)
                    .orElseThrow(() -> ApiException.badRequest("no trend of '" + key + "' has been seen"));
            // Without bounds, the last day of event time.
            Instant end = to != null ? to : trends.newestEnd(handle).orElse(clock.instant());
            Instant start = from != null ? from : end.minus(SHOWN);
            TrendStep step = chosen != null ? chosen : TrendStep.forRange(Duration.between(start, end));
            if (!start.isBefore(end)) {
                throw ApiException.badRequest("'from' must lie before 'to'");
            }
            if (Duration.between(start, end).toSeconds() / step.length().toSeconds() > MAX_POINTS) {
                throw ApiException.badRequest(
                        "that is more than " + MAX_POINTS + " points; take a longer 'step' or a shorter time");
            }
            return new TrendView(
                    known,
                    start,
                    end,
                    step.text(),
                    trends.points(handle, key, start, end, step),
                    trends.leadingTerms(handle, key, start, end),
                    alerts.list(handle, AlertFilter.between(start, end).onKey(key), null, MAX_ALERTS));
        }));
    }

    private static TrendStep step(String text) {
        return Arrays.stream(TrendStep.values())
                .filter(step -> step.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such step"));
    }
}
