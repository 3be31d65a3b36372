package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.store.NotificationStore;
import io.tidewatch.alerting.store.NotificationStore.Totals;
import io.tidewatch.alerting.view.ChannelState;
import io.tidewatch.alerting.view.DeskSettings.Channel;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** How each channel does. */
public final class ChannelStates {
    private static final Totals NONE = new Totals(0, 0, 0, null, null, null);

    private final DeskSettingsService settings;
    private final NotificationStore notifications;

    public ChannelStates(DeskSettingsService settings, NotificationStore notifications) {
        this.settings = settings;
        this.notifications = notifications;
    }

    /** By name. */
    public List<ChannelState> list(Handle handle) {
        Map<String, Totals> totals = notifications.totals(handle);
        return settings.current(handle).channels().stream()
                .sorted(Comparator.comparing(Channel::name))
                .map(channel -> state(handle, channel, totals.getOrDefault(channel.name(), NONE)))
                .toList();
    }

    private ChannelState state(Handle handle, Channel channel, Totals totals) {
        return new ChannelState(
                channel.name(),
                channel.type().name().toLowerCase(Locale.ROOT),
                word(channel, totals),
                totals.waiting(),
                totals.sent(),
                totals.failed(),
                totals.lastSentAt(),
                notifications.lastError(handle, channel.name()),
                totals.lastErrorAt(),
                totals.nextAttemptAt());
    }

    private static String word(Channel channel, Totals totals) {
        if (!channel.enabled()) {
            return "disabled";
        }
        if (totals.lastErrorAt() != null
                && (totals.lastSentAt() == null || totals.lastErrorAt().isAfter(totals.lastSentAt()))) {
            return "failing";
        }
        return totals.lastSentAt() == null ? "unused" : "ok";
    }
}
