package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.store.NotificationStore;
import io.tidewatch.alerting.view.DeskSettings;
import io.tidewatch.alerting.view.DeskSettings.Rule;
import io.tidewatch.events.Alert;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Decides which channels are told of an alert, in the transaction that stores it. */
public final class Dispatch {
    private final DeskSettingsService settings;
    private final NotificationStore notifications;
    private final Duration maxAge;
    private final Clock clock;

    /** @param maxAge alerts whose window ended longer ago are told to nobody */
    public Dispatch(DeskSettingsService settings, NotificationStore notifications, Duration maxAge, Clock clock) {
        this.settings = settings;
        this.notifications = notifications;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    public void queue(Handle handle, Alert alert) {
        Instant now = clock.instant();
        if (alert.windowEnd().isBefore(now.minus(maxAge))) {
            return;
        }
        DeskSettings current = settings.current(handle);
        Set<String> channels = new LinkedHashSet<>();
        for (Rule rule : current.rules()) {
            if (RuleMatch.matches(rule, alert)) {
                channels.addAll(rule.channels());
            }
        }
        current.channels().stream()
                .filter(channel -> channel.enabled() && channels.contains(channel.name()))
                .forEach(channel ->
                        notifications.add(handle, channel.name(), alert.id(), alert.state(), alert.severity(), now));
    }
}
