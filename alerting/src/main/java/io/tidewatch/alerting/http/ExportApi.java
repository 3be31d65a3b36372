package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.tidewatch.alerting.store.AlertFilter;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.Cursor;
import io.tidewatch.alerting.store.MessageFilter;
import io.tidewatch.alerting.store.MessageReader;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.alerting.view.MessageView;
import io.tidewatch.alerting.view.Page;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Tables for spreadsheets, written page by page so that they never lie in memory whole. */
final class ExportApi {
    private static final int MAX_ROWS = 100_000;
    private static final int PAGE = 500;

    private final Jdbi jdbi;
    private final AlertReader alerts;
    private final MessageReader messages;

    ExportApi(Jdbi jdbi, AlertReader alerts, MessageReader messages) {
        this.jdbi = jdbi;
        this.alerts = alerts;
        this.messages = messages;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/export/alerts.csv", Access.VIEWER, this::alerts),
                Route.get("/api/v1/export/messages.csv", Access.VIEWER, this::messages));
    }

    private void alerts(Context context) throws IOException {
        Params params = new Params(context);
        AlertFilter filter = AlertFilter.between(params.time("from"), params.time("to"));
        params.check();
        begin(context, "alerts.csv");
        List<String> header = List.of(
                "id",
                "kind",
                "state",
                "severity",
                "key",
                "surgeStart",
                "windowEnd",
                "observedNegative",
                "expectedNegative",
                "score",
                "total",
                "distinctStories",
                "entities",
                "leadingTerms",
                "headline",
                "status",
                "verdictBy",
                "verdictAt",
                "group");
        try (Csv csv = new Csv(context.outputStream(), header)) {
            Cursor cursor = null;
            for (int written = 0; written < MAX_ROWS; written += PAGE) {
                Cursor from = cursor;
                List<AlertSummary> page = jdbi.withHandle(handle -> alerts.list(handle, filter, from, PAGE));
                for (AlertSummary alert : page) {
                    write(csv, alert);
                }
                if (page.size() < PAGE) {
                    break;
                }
                cursor = AlertReader.cursorAfter(page.get(PAGE - 1));
            }
        }
    }

    private static void write(Csv csv, AlertSummary alert) throws IOException {
        csv.row(
                alert.id(),
                alert.kind(),
                alert.state(),
                alert.severity(),
                alert.key().text(),
                alert.surgeStart(),
                alert.windowEnd(),
                alert.observedNegative(),
                alert.expectedNegative(),
                alert.score(),
                alert.total(),
                alert.distinctStories(),
                String.join(" ", alert.entities()),
                String.join(" ", alert.leadingTerms()),
                alert.headline(),
                alert.status(),
                alert.verdict() == null ? null : alert.verdict().by(),
                alert.verdict() == null ? null : alert.verdict().at(),
                alert.group());
    }

    private void messages(Context context) throws IOException {
        Params params = new Params(context);
        Boolean corrected = params.flag("corrected");
        Instant from = params.time("from");
        Instant to = params.time("to");
        params.check();
        MessageFilter filter = new MessageFilter(null, null, null, null, null, null, null, corrected, from, to);
        begin(context, "messages.csv");
        List<String> header = List.of(
                "id",
                "publishedAt",
                "source",
                "kind",
                "text",
                "url",
                "topic",
                "sentiment",
                "theme",
                "modelTopic",
                "modelSentiment",
                "modelTheme",
                "uncertain",
                "corrected",
                "disputed",
                "novelty",
                "entities",
                "model");
        try (Csv csv = new Csv(context.outputStream(), header)) {
            @Nullable String cursor = null;
            for (int written = 0; written < MAX_ROWS; written += PAGE) {
                Cursor start = cursor == null ? null : Cursor.parse(cursor);
                Page<MessageView> page = jdbi.withHandle(handle -> messages.page(handle, filter, start, PAGE));
                for (MessageView message : page.items()) {
                    write(csv, message);
                }
                cursor = page.nextCursor();
                if (cursor == null) {
                    break;
                }
            }
        }
    }

    private static void write(Csv csv, MessageView message) throws IOException {
        csv.row(
                message.id(),
                message.publishedAt(),
                message.source(),
                message.kind(),
                message.text(),
                message.url(),
                message.topic(),
                message.sentiment(),
                message.theme(),
                message.modelLabels().topic(),
                message.modelLabels().sentiment(),
                message.modelLabels().theme(),
                String.join(" ", message.uncertain()),
                !message.corrections().isEmpty(),
                message.disputed(),
                message.novelty(),
                String.join(" ", message.entities()),
                message.model().version());
    }

    private static void begin(Context context, String file) {
        context.contentType("text/csv; charset=utf-8").header("Content-Disposition", "attachment; filename=" + file);
    }
}
