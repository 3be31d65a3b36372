package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.tidewatch.alerting.desk.Desk;
import io.tidewatch.alerting.desk.Looks;
import io.tidewatch.alerting.store.AlertFilter;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.AlertSeriesReader;
import io.tidewatch.alerting.store.Cursor;
import io.tidewatch.alerting.store.SimilarAlerts;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.alerting.view.DeskStatus;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.AnalystFeedback.Verdict;
import io.tidewatch.events.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Alerts and what people make of them. */
final class AlertApi {
    private static final int MAX_NOTE = 2_000;

    private final Jdbi jdbi;
    private final AlertReader alerts;
    private final AlertSeriesReader series;
    private final SimilarAlerts similar;
    private final Desk desk;
    private final Looks looks;

    AlertApi(Jdbi jdbi, AlertReader alerts, AlertSeriesReader series, SimilarAlerts similar, Desk desk, Looks looks) {
        this.jdbi = jdbi;
        this.alerts = alerts;
        this.series = series;
        this.similar = similar;
        this.desk = desk;
        this.looks = looks;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/alerts", Access.VIEWER, this::list),
                Route.get("/api/v1/alerts/{id}", Access.VIEWER, this::detail),
                Route.get("/api/v1/alerts/{id}/series", Access.VIEWER, this::series),
                Route.get("/api/v1/alerts/{id}/similar", Access.VIEWER, this::similar),
                Route.post("/api/v1/alerts/{id}/verdict", Access.ANALYST, this::judge),
                Route.post("/api/v1/alerts/{id}/notes", Access.ANALYST, this::note));
    }

    private void list(Context context) {
        Params params = new Params(context);
        AlertFilter filter = new AlertFilter(
                params.choices("state", AlertState.class),
                params.choices("severity", Severity.class),
                params.choice("kind", AlertKind.class),
                params.text("key"),
                params.time("from"),
                params.time("to"),
                params.text("group"),
                params.choices("status", DeskStatus.class));
        Cursor cursor = params.cursor();
        int limit = params.integer("limit", 50, 1, 200);
        params.check();
        context.json(jdbi.withHandle(handle -> alerts.page(handle, filter, cursor, limit)));
    }

    private void detail(Context context) {
        String id = context.pathParam("id");
        looks.note(id);
        respond(context, id);
    }

    private void respond(Context context, String id) {
        context.json(jdbi.withHandle(
                handle -> alerts.detail(handle, id).orElseThrow(() -> ApiException.notFound("alert '" + id + "'"))));
    }

    private void series(Context context) {
        context.json(jdbi.withHandle(handle -> series.read(handle, summary(handle, context))));
    }

    private void similar(Context context) {
        context.json(Map.of("items", jdbi.withHandle(handle -> similar.find(handle, summary(handle, context)))));
    }

    private AlertSummary summary(Handle handle, Context context) {
        String id = context.pathParam("id");
        return alerts.summary(handle, id).orElseThrow(() -> ApiException.notFound("alert '" + id + "'"));
    }

    private void judge(Context context) {
        String id = context.pathParam("id");
        VerdictInput given = Params.body(context, VerdictInput.class);
        if (given.verdict() == null) {
            throw ApiException.badRequest("'verdict' must be real, false-alarm or snooze");
        }
        checkNote(given.note());
        if (given.until() != null && given.verdict() != Verdict.SNOOZE) {
            throw ApiException.badRequest("'until' goes with the verdict snooze only");
        }
        if (given.until() != null && !desk.mayEndSnooze(given.until())) {
            throw ApiException.badRequest("'until' must lie in the future and within 30 days");
        }
        boolean known =
                desk.judge(id, given.verdict(), Gate.caller(context).name(), given.until(), emptyToNull(given.note()));
        if (!known) {
            throw ApiException.notFound("alert '" + id + "'");
        }
        respond(context, id);
    }

    private void note(Context context) {
        String id = context.pathParam("id");
        NoteInput given = Params.body(context, NoteInput.class);
        if (given.text() == null || given.text().isBlank()) {
            throw ApiException.badRequest("'text' is missing");
        }
        checkNote(given.text());
        if (!desk.note(id, Gate.caller(context).name(), given.text())) {
            throw ApiException.notFound("alert '" + id + "'");
        }
        respond(context, id);
    }

    private static void checkNote(@Nullable String note) {
        if (note != null && note.length() > MAX_NOTE) {
            throw ApiException.badRequest("a note has at most " + MAX_NOTE + " characters");
        }
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private record VerdictInput(
            @Nullable Verdict verdict,
            @Nullable Instant until,
            @Nullable String note) {}

    private record NoteInput(@Nullable String text) {}
}
