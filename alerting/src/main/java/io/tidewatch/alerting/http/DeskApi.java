package io.tidewatch.alerting.http;

import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.desk.Desk;
import io.tidewatch.alerting.desk.Looks;
import io.tidewatch.alerting.desk.MessageDesk;
import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.model.ModelCommands;
import io.tidewatch.alerting.model.ModelFolder;
import io.tidewatch.alerting.notify.ChannelStates;
import io.tidewatch.alerting.notify.DeskSettingsService;
import io.tidewatch.alerting.security.SignIn;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.AlertSeriesReader;
import io.tidewatch.alerting.store.ApiTokenStore;
import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.store.LabelReader;
import io.tidewatch.alerting.store.MessageReader;
import io.tidewatch.alerting.store.ShadowStore;
import io.tidewatch.alerting.store.SimilarAlerts;
import io.tidewatch.alerting.store.TrendBoard;
import io.tidewatch.alerting.store.TrendReader;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Puts the API's parts together. */
public final class DeskApi {
    private final List<Route> routes;
    private final DeskServer server;

    /** What the API rests on. */
    public record Parts(
            DeskConfig config,
            Jdbi jdbi,
            AlertReader alerts,
            MessageReader messages,
            Desk desk,
            MessageDesk messageDesk,
            Looks looks,
            ModelFolder models,
            ModelCommands commands,
            ShadowStore shadow,
            DeskSettingsService settings,
            ChannelStates channels,
            AuditLog audit,
            ApiTokenStore tokens,
            SignIn signIn,
            LiveHub live,
            DeskMetrics metrics,
            Runnable wakeSender,
            Supplier<List<String>> problems,
            Clock clock) {}

    public DeskApi(Parts parts) {
        Jdbi jdbi = parts.jdbi();
        TrendReader trends = new TrendReader();
        Gate gate = new Gate(parts.config().http(), jdbi, parts.signIn());
        SessionApi sessions = new SessionApi(parts.signIn(), gate, parts.config());
        routes = Stream.of(
                        sessions.routes(),
                        new OidcApi(parts.signIn(), sessions, parts.config(), () -> server().address()).routes(),
                        new TrendApi(
                                        jdbi,
                                        trends,
                                        new TrendBoard(trends, parts.alerts()),
                                        parts.alerts(),
                                        parts.clock())
                                .routes(),
                        new AlertApi(
                                        jdbi,
                                        parts.alerts(),
                                        new AlertSeriesReader(trends, parts.alerts()),
                                        new SimilarAlerts(parts.alerts()),
                                        parts.desk(),
                                        parts.looks())
                                .routes(),
                        new MessageApi(jdbi, parts.messages(), parts.messageDesk(), new LabelReader(), parts.models())
                                .routes(),
                        new ModelApi(
                                        jdbi,
                                        parts.models(),
                                        parts.commands(),
                                        parts.shadow(),
                                        parts.live(),
                                        parts.wakeSender())
                                .routes(),
                        new AdminApi(jdbi, parts.audit(), parts.settings(), parts.channels()).routes(),
                        new TokenApi(jdbi, parts.tokens(), parts.audit(), parts.clock()).routes(),
                        new ExportApi(jdbi, parts.alerts(), parts.messages()).routes(),
                        new StreamApi(parts.live()).routes(),
                        new HealthApi(parts.problems(), parts.metrics()).routes())
                .flatMap(List::stream)
                .toList();
        server = new DeskServer(parts.config().http(), routes, gate, parts.live(), parts.metrics());
    }

    /** Every operation, so that a test can walk them. */
    public List<Route> routes() {
        return routes;
    }

    public DeskServer server() {
        return server;
    }
}
