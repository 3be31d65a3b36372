package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.model.ModelCommands;
import io.tidewatch.alerting.model.ModelFolder;
import io.tidewatch.alerting.store.ShadowStore;
import io.tidewatch.alerting.view.ModelCommandView;
import io.tidewatch.alerting.view.ModelView;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Models and the commands to the running job. */
final class ModelApi {
    private final Jdbi jdbi;
    private final ModelFolder folder;
    private final ModelCommands commands;
    private final ShadowStore shadow;
    private final LiveHub live;
    private final Runnable wakeSender;

    ModelApi(
            Jdbi jdbi,
            ModelFolder folder,
            ModelCommands commands,
            ShadowStore shadow,
            LiveHub live,
            Runnable wakeSender) {
        this.jdbi = jdbi;
        this.folder = folder;
        this.commands = commands;
        this.shadow = shadow;
        this.live = live;
        this.wakeSender = wakeSender;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/models", Access.VIEWER, context -> context.json(jdbi.withHandle(commands::overview))),
                Route.post("/api/v1/models/rollback", Access.ADMIN, this::rollBack),
                Route.post("/api/v1/models/{version}/promote", Access.ADMIN, this::promote),
                Route.post("/api/v1/models/{version}/shadow", Access.ADMIN, this::shadow),
                Route.get("/api/v1/models/{version}/shadow", Access.VIEWER, this::comparison));
    }

    private void promote(Context context) {
        ModelView model = usable(context.pathParam("version"));
        PromoteInput given =
                context.body().isBlank() ? new PromoteInput(false, null) : Params.body(context, PromoteInput.class);
        Optional<String> objection = commands.objection(model);
        String reason = given.reason() == null ? "" : given.reason().strip();
        if (objection.isPresent() && !given.force()) {
            throw ApiException.of(
                    HttpStatus.CONFLICT,
                    "model " + model.version() + " is not offered: " + objection.get()
                            + "; 'force' with a 'reason' promotes it all the same");
        }
        if (objection.isPresent() && reason.isEmpty()) {
            throw ApiException.badRequest("a forced promotion needs a 'reason'");
        }
        String detail = objection.isEmpty() ? "" : "forced although " + objection.get() + "; reason: " + reason;
        String by = Gate.caller(context).name();
        send(context, handle -> commands.promote(handle, model, by, detail));
    }

    private void shadow(Context context) {
        ModelView model = usable(context.pathParam("version"));
        String by = Gate.caller(context).name();
        send(context, handle -> commands.shadow(handle, model, by));
    }

    private void comparison(Context context) {
        String version = context.pathParam("version");
        Params params = new Params(context);
        int limit = params.integer("limit", 20, 1, 100);
        params.check();
        context.json(jdbi.withHandle(handle -> commands.lastShadow(handle, version)
                .map(command -> shadow.comparison(handle, command, limit))
                .orElseThrow(() -> ApiException.notFound("a command to run model '" + version + "' in shadow"))));
    }

    private void rollBack(Context context) {
        String previous = jdbi.withHandle(commands::previous)
                .orElseThrow(() ->
                        ApiException.of(HttpStatus.CONFLICT, "nothing was promoted that a rollback could take back"));
        ModelView model = usable(previous);
        String by = Gate.caller(context).name();
        send(context, handle -> commands.rollBack(handle, model, by));
    }

    private ModelView usable(String version) {
        ModelView model = folder.find(version).orElseThrow(() -> ApiException.notFound("model '" + version + "'"));
        if (model.problem() != null) {
            throw ApiException.of(HttpStatus.CONFLICT, "model " + version + " cannot be used: " + model.problem());
        }
        return model;
    }

    private void send(Context context, Function<Handle, ModelCommandView> command) {
        ModelCommandView sent = jdbi.inTransaction(command::apply);
        wakeSender.run();
        live.publish("model", sent);
        context.status(HttpStatus.ACCEPTED).json(sent);
    }

    private record PromoteInput(boolean force, @Nullable String reason) {}
}
