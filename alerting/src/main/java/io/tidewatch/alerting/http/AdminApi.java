package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.tidewatch.alerting.notify.ChannelStates;
import io.tidewatch.alerting.notify.DeskSettingsService;
import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.view.DeskSettings;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** Audit, settings and the state of channels. */
final class AdminApi {
    private final Jdbi jdbi;
    private final AuditLog audit;
    private final DeskSettingsService settings;
    private final ChannelStates channels;

    AdminApi(Jdbi jdbi, AuditLog audit, DeskSettingsService settings, ChannelStates channels) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.settings = settings;
        this.channels = channels;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/audit", Access.VIEWER, this::audit),
                Route.get(
                        "/api/v1/settings", Access.VIEWER, context -> context.json(jdbi.withHandle(settings::current))),
                Route.put("/api/v1/settings", Access.ADMIN, this::replaceSettings),
                Route.get(
                        "/api/v1/channels",
                        Access.VIEWER,
                        context -> context.json(Map.of("items", jdbi.withHandle(channels::list)))));
    }

    private void audit(Context context) {
        Params params = new Params(context);
        Long cursor = params.number("cursor");
        int limit = params.integer("limit", 50, 1, 200);
        params.check();
        context.json(jdbi.withHandle(handle -> audit.page(handle, cursor, limit)));
    }

    private void replaceSettings(Context context) {
        DeskSettings wanted = Params.body(context, DeskSettings.class);
        List<String> errors = settings.errors(wanted);
        if (!errors.isEmpty()) {
            throw ApiException.badRequest(errors);
        }
        String by = Gate.caller(context).name();
        DeskSettings replaced = jdbi.inTransaction(handle -> settings.replace(handle, wanted, by))
                .orElseThrow(() -> ApiException.of(
                        HttpStatus.CONFLICT, "somebody changed the settings meanwhile; load them and try again"));
        context.json(replaced);
    }
}
