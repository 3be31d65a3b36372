package io.tidewatch.alerting;

import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.consume.AlertIntake;
import io.tidewatch.alerting.consume.ControlIntake;
import io.tidewatch.alerting.consume.KafkaClients;
import io.tidewatch.alerting.consume.MessageIntake;
import io.tidewatch.alerting.consume.OutboxSender;
import io.tidewatch.alerting.consume.ShadowIntake;
import io.tidewatch.alerting.consume.TopicConsumer;
import io.tidewatch.alerting.consume.TopicWriter;
import io.tidewatch.alerting.consume.TrendIntake;
import io.tidewatch.alerting.desk.Desk;
import io.tidewatch.alerting.desk.Looks;
import io.tidewatch.alerting.desk.MessageDesk;
import io.tidewatch.alerting.http.DeskApi;
import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.model.ModelCommands;
import io.tidewatch.alerting.model.ModelFolder;
import io.tidewatch.alerting.notify.ChannelStates;
import io.tidewatch.alerting.notify.DeskSettingsService;
import io.tidewatch.alerting.notify.Dispatch;
import io.tidewatch.alerting.notify.NotificationSender;
import io.tidewatch.alerting.security.SignIn;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.ApiTokenStore;
import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.store.CorrectionStore;
import io.tidewatch.alerting.store.Database;
import io.tidewatch.alerting.store.MessageReader;
import io.tidewatch.alerting.store.MessageWriter;
import io.tidewatch.alerting.store.ModelCommandStore;
import io.tidewatch.alerting.store.NotificationStore;
import io.tidewatch.alerting.store.Outbox;
import io.tidewatch.alerting.store.Retention;
import io.tidewatch.alerting.store.SessionStore;
import io.tidewatch.alerting.store.ShadowStore;
import io.tidewatch.alerting.store.Verdicts;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The risk desk's service, whole:
 *
 * <pre>
 * Kafka alerts, trends, scored messages, model commands, shadow ─▶ database ─▶ API and live stream ─▶ console
 *                                                             │  ▲           │
 *                                          notifications ◀────┘  └── verdicts, corrections, model commands
 *                                                                            └─▶ outbox ─▶ Kafka
 * </pre>
 *
 * One service alone may write to a database.
 */
public final class AlertingService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertingService.class);

    /** Closed in the reverse of their order. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final List<TopicConsumer<?>> consumers = new ArrayList<>();
    private @Nullable DeskApi api;
    private @Nullable String oneTimeToken;

    private AlertingService() {}

    /**
     * Starts the service.
     *
     * @throws RuntimeException if the database cannot be opened or the port is taken; nothing is left running then
     */
    public static AlertingService start(DeskConfig config, Clock clock) {
        AlertingService service = new AlertingService();
        try {
            service.build(config, clock);
            return service;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private void build(DeskConfig config, Clock clock) {
        DeskMetrics metrics = add(new DeskMetrics());
        Database database = add(Database.open(config.database(), metrics.registry()));
        Jdbi jdbi = database.jdbi();
        LiveHub live =
                add(new LiveHub(Long.toString(clock.millis(), 36), config.http().maxViewers()));
        metrics.gauge(DeskMetrics.VIEWERS, live, LiveHub::viewers);

        AuditLog audit = new AuditLog(clock);
        Outbox outbox = new Outbox();
        Verdicts verdicts = new Verdicts();
        CorrectionStore corrections = new CorrectionStore();
        MessageReader messages = new MessageReader(database.dialect(), corrections);
        AlertReader alerts = new AlertReader(messages, clock);
        ModelCommandStore commands = new ModelCommandStore();
        ShadowStore shadow = new ShadowStore(messages);
        NotificationStore notifications = new NotificationStore();
        DeskSettingsService settings =
                new DeskSettingsService(outbox, audit, config.notifications().smtpHost() != null, clock);
        ModelFolder models = new ModelFolder(config.models().folder());
        ApiTokenStore tokens = new ApiTokenStore();
        SignIn signIn = new SignIn(
                jdbi, new SessionStore(), tokens, audit, config.access().session(), clock);
        KafkaClients clients = new KafkaClients(config.kafka());
        OutboxSender sender = add(new OutboxSender(outbox, jdbi, clients, config.kafka(), metrics));

        DeskApi built = new DeskApi(new DeskApi.Parts(
                config,
                jdbi,
                alerts,
                messages,
                new Desk(jdbi, alerts, verdicts, outbox, audit, live, sender::wake, clock),
                new MessageDesk(jdbi, messages, corrections, outbox, audit, sender::wake, clock),
                new Looks(jdbi, alerts, verdicts, metrics, clock),
                models,
                new ModelCommands(models, commands, messages, outbox, audit, clock),
                shadow,
                settings,
                new ChannelStates(settings, notifications),
                audit,
                tokens,
                signIn,
                live,
                metrics,
                sender::wake,
                () -> problems(database),
                clock));

        Dispatch dispatch =
                new Dispatch(settings, notifications, config.notifications().maxAge(), clock);
        consume(new AlertIntake(alerts, dispatch, live, metrics, clock), jdbi, clients, config, metrics);
        consume(new TrendIntake(live), jdbi, clients, config, metrics);
        consume(new MessageIntake(new MessageWriter(corrections), live, clock), jdbi, clients, config, metrics);
        consume(new ControlIntake(commands, live), jdbi, clients, config, metrics);
        consume(new ShadowIntake(shadow), jdbi, clients, config, metrics);
        NotificationSender notifier = add(new NotificationSender(
                jdbi, notifications, settings, alerts, config.notifications(), this::address, metrics, clock));
        Housekeeping housekeeping = add(new Housekeeping(
                jdbi, new Retention(config.retention()), config.retention().every(), clock));
        // Last in, so first out: nobody asks for what is about to close.
        add(built.server());
        api = built;

        sender.start();
        consumers.forEach(TopicConsumer::start);
        notifier.start();
        housekeeping.start();
        built.server().start();
        oneTimeToken = config.access().oneTimeToken() ? signIn.issueOneTimeToken() : null;
    }

    private <T> void consume(
            TopicWriter<T> writer, Jdbi jdbi, KafkaClients clients, DeskConfig config, DeskMetrics metrics) {
        consumers.add(add(new TopicConsumer<>(writer, jdbi, clients, config.kafka(), metrics)));
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    private List<String> problems(Database database) {
        List<String> problems = new ArrayList<>();
        if (!database.answers()) {
            problems.add("the database does not answer");
        }
        consumers.stream().map(TopicConsumer::problem).flatMap(Optional::stream).forEach(problems::add);
        return problems;
    }

    /** Where browsers find the console, without a slash at its end. */
    public URI address() {
        return api().server().address();
    }

    /** A token for one sign-in as an admin; empty where the settings allow none. */
    public Optional<String> oneTimeToken() {
        return Optional.ofNullable(oneTimeToken);
    }

    /** Every operation of the API, so that a test can walk them. */
    DeskApi api() {
        return Objects.requireNonNull(api, "the service is built before it is used");
    }

    /** Ends in order: requests, notifications, the batches in work, the database. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("While ending: {} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }
}
