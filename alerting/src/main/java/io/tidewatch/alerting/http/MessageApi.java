package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.tidewatch.alerting.desk.MessageDesk;
import io.tidewatch.alerting.model.ModelFolder;
import io.tidewatch.alerting.store.Cursor;
import io.tidewatch.alerting.store.LabelReader;
import io.tidewatch.alerting.store.MessageFilter;
import io.tidewatch.alerting.store.MessageReader;
import io.tidewatch.alerting.view.MessageView;
import io.tidewatch.alerting.view.TaskLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Jdbi;

/** Messages, their corrections, and the queue of what to label next. */
final class MessageApi {
    private static final int MAX_SEARCH = 200;
    private static final List<String> TASKS = List.of("topic", "sentiment", "theme");

    private final Jdbi jdbi;
    private final MessageReader messages;
    private final MessageDesk desk;
    private final LabelReader labels;
    private final ModelFolder models;

    MessageApi(Jdbi jdbi, MessageReader messages, MessageDesk desk, LabelReader labels, ModelFolder models) {
        this.jdbi = jdbi;
        this.messages = messages;
        this.desk = desk;
        this.labels = labels;
        this.models = models;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/messages", Access.VIEWER, this::list),
                Route.get("/api/v1/messages/{id}", Access.VIEWER, this::detail),
                Route.post("/api/v1/messages/{id}/correction", Access.ANALYST, this::correct),
                Route.delete("/api/v1/messages/{id}/correction", Access.ANALYST, this::undo),
                Route.get("/api/v1/queue", Access.ANALYST, this::queue),
                Route.get("/api/v1/labels", Access.VIEWER, context -> context.json(labels())));
    }

    private void list(Context context) {
        Params params = new Params(context);
        MessageFilter filter = new MessageFilter(
                params.text("q"),
                params.text("topic"),
                params.text("sentiment"),
                params.text("theme"),
                params.text("entity"),
                params.text("source"),
                params.flag("uncertain"),
                params.flag("corrected"),
                params.time("from"),
                params.time("to"));
        Cursor cursor = params.cursor();
        int limit = params.integer("limit", 50, 1, 200);
        params.check();
        if (filter.words() != null && filter.words().length() > MAX_SEARCH) {
            throw ApiException.badRequest("'q' has at most " + MAX_SEARCH + " characters");
        }
        context.json(jdbi.withHandle(handle -> messages.page(handle, filter, cursor, limit)));
    }

    private void detail(Context context) {
        String id = context.pathParam("id");
        context.json(jdbi.withHandle(
                handle -> messages.find(handle, id).orElseThrow(() -> ApiException.notFound("message '" + id + "'"))));
    }

    private void correct(Context context) {
        String id = context.pathParam("id");
        @SuppressWarnings("unchecked")
        Map<String, Object> given = Params.body(context, Map.class);
        Map<String, String> corrections = checked(given);
        MessageView corrected = desk.correct(id, Gate.caller(context).name(), corrections)
                .orElseThrow(() -> ApiException.notFound("message '" + id + "'"));
        context.json(corrected);
    }

    private Map<String, String> checked(Map<String, Object> given) {
        Map<String, List<String>> known = labels().tasks();
        List<String> errors = new ArrayList<>();
        Map<String, String> corrections = new LinkedHashMap<>();
        given.forEach((task, label) -> {
            if (!TASKS.contains(task)) {
                errors.add("'" + task + "' is no task; tasks are " + String.join(", ", TASKS));
            } else if (!(label instanceof String text)
                    || !known.getOrDefault(task, List.of()).contains(text)) {
                errors.add("'" + task + "' must be one of the labels that /api/v1/labels lists");
            } else {
                corrections.put(task, text);
            }
        });
        if (given.isEmpty()) {
            errors.add("name at least one of " + String.join(", ", TASKS));
        }
        if (!errors.isEmpty()) {
            throw ApiException.badRequest(errors);
        }
        return corrections;
    }

    private void undo(Context context) {
        String id = context.pathParam("id");
        MessageView undone = desk.undo(id, Gate.caller(context).name())
                .orElseThrow(() -> ApiException.notFound("correction of yours on message '" + id + "'"));
        context.json(undone);
    }

    private void queue(Context context) {
        Params params = new Params(context);
        int limit = params.integer("limit", 20, 1, 100);
        params.check();
        String analyst = Gate.caller(context).name();
        context.json(jdbi.withHandle(handle -> messages.queue(handle, analyst, limit)));
    }

    /** Those of the current model, and those that messages have had. */
    private TaskLabels labels() {
        Map<String, TreeSet<String>> seen = jdbi.withHandle(labels::byTask);
        Map<String, TreeSet<String>> ofModel = models.labels();
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String task : TASKS) {
            Set<String> names = new TreeSet<>(seen.getOrDefault(task, new TreeSet<>()));
            names.addAll(ofModel.getOrDefault(task, new TreeSet<>()));
            all.put(task, List.copyOf(names));
        }
        return new TaskLabels(all);
    }
}
