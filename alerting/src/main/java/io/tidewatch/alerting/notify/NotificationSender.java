package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.store.AlertReader;
import io.tidewatch.alerting.store.NotificationStore;
import io.tidewatch.alerting.store.NotificationStore.Waiting;
import io.tidewatch.alerting.view.AlertDetail;
import io.tidewatch.alerting.view.DeskSettings.Channel;
import io.tidewatch.alerting.view.DeskSettings.ChannelType;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits, each channel on a thread of its own, so that one that hangs holds up no other. Within a channel the
 * order is kept: while its oldest notification is tried again, ever more seldom, the younger ones wait.
 */
public final class NotificationSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationSender.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final Duration RATE_WINDOW = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 20;

    private final Jdbi jdbi;
    private final NotificationStore notifications;
    private final DeskSettingsService settings;
    private final AlertReader alerts;
    private final DeskConfig.Notify config;
    private final Supplier<URI> console;
    private final DeskMetrics metrics;
    private final Clock clock;
    private final Map<ChannelType, ChannelSender> senders = new EnumMap<>(ChannelType.class);
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> new Thread(task, "notify"));
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "notify-scheduler"));

    /** @param console the console's address, known once the server listens */
    public NotificationSender(
            Jdbi jdbi,
            NotificationStore notifications,
            DeskSettingsService settings,
            AlertReader alerts,
            DeskConfig.Notify config,
            Supplier<URI> console,
            DeskMetrics metrics,
            Clock clock) {
        this.jdbi = jdbi;
        this.notifications = notifications;
        this.settings = settings;
        this.alerts = alerts;
        this.config = config;
        this.console = console;
        this.metrics = metrics;
        this.clock = clock;
        HttpPost http = new HttpPost(config.timeout());
        senders.put(ChannelType.WEBHOOK, new WebhookSender(http, clock));
        senders.put(ChannelType.SLACK, new SlackSender(http));
        senders.put(ChannelType.ALERTMANAGER, new AlertmanagerSender(http));
        if (config.smtpHost() != null) {
            senders.put(ChannelType.EMAIL, new EmailSender(config, clock));
        }
    }

    public NotificationSender start() {
        scheduler.scheduleWithFixedDelay(
                this::lookForWork, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void lookForWork() {
        try {
            for (String channel : jdbi.withHandle(handle -> notifications.dueChannels(handle, clock.instant()))) {
                if (busy.add(channel)) {
                    workers.execute(() -> {
                        try {
                            empty(channel);
                        } finally {
                            busy.remove(channel);
                        }
                    });
                }
            }
        } catch (JdbiException e) {
            LOG.warn("Notifications wait for the database", e);
        }
    }

    private void empty(String channel) {
        try {
            while (!scheduler.isShutdown() && sendNext(channel)) {
                // Each round sends one; the loop ends when nothing is due.
            }
        } catch (JdbiException e) {
            LOG.warn("Notifications of {} wait for the database", channel, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there may be more to send now */
    private boolean sendNext(String name) throws InterruptedException {
        Instant now = clock.instant();
        if (jdbi.withHandle(handle -> notifications.sentSince(handle, name, now.minus(RATE_WINDOW)))
                >= config.perMinute()) {
            jdbi.useHandle(handle -> notifications.postpone(handle, name, now.plus(RATE_WINDOW.dividedBy(12))));
            return false;
        }
        Optional<Waiting> next = jdbi.withHandle(handle -> notifications.next(handle, name, now));
        if (next.isEmpty()) {
            return false;
        }
        Waiting waiting = next.get();
        Target target =
                jdbi.withHandle(handle -> target(name, settings.current(handle).channels(), settings.secrets(handle)));
        Optional<AlertDetail> alert = jdbi.withHandle(handle -> alerts.detail(handle, waiting.alert()));
        if (target == null || alert.isEmpty()) {
            giveUp(name, waiting, "the channel or the alert is no longer there, or the channel is switched off");
            return true;
        }
        try {
            target.sender().send(notice(waiting, alert.get()), target.address(), target.secret());
        } catch (IOException e) {
            failed(name, waiting, e);
            return false;
        }
        jdbi.useHandle(handle -> notifications.sent(handle, waiting.id(), clock.instant()));
        count(name, "sent");
        return true;
    }

    private @Nullable Target target(String name, Iterable<Channel> channels, Map<String, String> secrets) {
        for (Channel channel : channels) {
            ChannelSender sender = senders.get(channel.type());
            if (channel.name().equals(name) && channel.enabled() && sender != null) {
                return new Target(
                        sender, DeskSettingsService.address(channel, secrets), secrets.getOrDefault(name, ""));
            }
        }
        return null;
    }

    private Notice notice(Waiting waiting, AlertDetail detail) {
        String link = console.get() + "/#/alerts/" + detail.alert().id();
        return new Notice(waiting.id(), detail.alert(), waiting.state(), waiting.severity(), detail.summary(), link);
    }

    private void failed(String channel, Waiting waiting, IOException reason) {
        Instant now = clock.instant();
        String error = String.valueOf(reason.getMessage());
        if (waiting.createdAt().plus(config.giveUpAfter()).isBefore(now)) {
            giveUp(channel, waiting, error);
            return;
        }
        Duration doubled = config.firstRetry().multipliedBy(1L << Math.min(MAX_DOUBLINGS, waiting.attempts()));
        Instant next = now.plus(doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT);
        jdbi.useTransaction(handle -> {
            notifications.failed(handle, waiting.id(), error, now, next);
            notifications.postpone(handle, channel, next);
        });
        count(channel, "retried");
        LOG.warn("Channel {} failed and is tried again at {}: {}", channel, next, error);
    }

    private void giveUp(String channel, Waiting waiting, String error) {
        jdbi.useHandle(handle -> notifications.failed(handle, waiting.id(), error, clock.instant(), null));
        count(channel, "failed");
        LOG.warn("A notification of channel {} was given up: {}", channel, error);
    }

    private void count(String channel, String outcome) {
        metrics.counter(DeskMetrics.NOTIFICATIONS, "channel", channel, "outcome", outcome)
                .increment();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        workers.shutdownNow();
        try {
            workers.awaitTermination(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Target(ChannelSender sender, String address, String secret) {}
}
