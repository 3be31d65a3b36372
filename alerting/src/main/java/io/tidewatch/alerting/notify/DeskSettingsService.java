package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.store.AuditLog;
import io.tidewatch.alerting.store.Json;
import io.tidewatch.alerting.store.Outbox;
import io.tidewatch.alerting.store.SettingsStore;
import io.tidewatch.alerting.view.DeskSettings;
import io.tidewatch.alerting.view.DeskSettings.Channel;
import io.tidewatch.alerting.view.DeskSettings.ChannelType;
import io.tidewatch.events.DeskSetting;
import io.tidewatch.events.Topics;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Reads and replaces the settings that an admin makes at run time, and keeps their secrets apart. */
public final class DeskSettingsService {
    private final SettingsStore store = new SettingsStore();
    private final Outbox outbox;
    private final AuditLog audit;
    private final boolean canMail;
    private final Clock clock;

    public DeskSettingsService(Outbox outbox, AuditLog audit, boolean canMail, Clock clock) {
        this.outbox = outbox;
        this.audit = audit;
        this.canMail = canMail;
        this.clock = clock;
    }

    /** The settings as they may be shown. */
    public DeskSettings current(Handle handle) {
        return store.newest(handle)
                .map(stored -> Json.read(stored.body(), DeskSettings.class))
                .orElse(DeskSettings.FIRST);
    }

    /** What is wrong with settings that a client sent; empty where nothing is. */
    public List<String> errors(DeskSettings wanted) {
        return SettingsCheck.errors(wanted, canMail);
    }

    /**
     * Replaces the settings, which must be without mistakes. Another attention budget and other thresholds are also told to
     * the job.
     *
     * @return the settings after it; empty if somebody else changed them meanwhile
     */
    public Optional<DeskSettings> replace(Handle handle, DeskSettings wanted, String by) {
        DeskSettings present = current(handle);
        if (present.version() != wanted.version()) {
            return Optional.empty();
        }
        Map<String, String> secrets = new HashMap<>();
        List<Channel> shown = new ArrayList<>();
        for (Channel channel : wanted.channels()) {
            String secret = secret(channel, present, store.secrets(handle));
            if (!secret.isEmpty()) {
                secrets.put(channel.name(), secret);
            }
            shown.add(channel.withoutSecret(shownTarget(channel), !secret.isEmpty()));
        }
        DeskSettings next = new DeskSettings(
                present.version() + 1,
                wanted.attentionBudget(),
                wanted.thresholds(),
                List.copyOf(shown),
                wanted.rules());
        store.add(handle, new SettingsStore.Versioned(next.version(), Json.write(next)), by, clock.instant());
        store.replaceSecrets(handle, secrets);
        audit.add(handle, by, "settings.change", "version " + next.version(), Json.write(next));
        if (!next.attentionBudget().equals(present.attentionBudget())
                || !next.thresholds().equals(present.thresholds())) {
            tell(handle, next, by);
        }
        return Optional.of(next);
    }

    private void tell(Handle handle, DeskSettings settings, String by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        DeskSetting setting = new DeskSetting(
                Topics.SETTINGS.schemaVersion(),
                UUID.randomUUID().toString(),
                now,
                by,
                settings.attentionBudget().alertsPerDay(),
                settings.thresholds());
        outbox.add(handle, Topics.SETTINGS, null, setting, now);
    }

    /** The address that a channel sends to: of Slack the secret, of others what is shown. */
    static String address(Channel channel, Map<String, String> secrets) {
        return channel.type() == ChannelType.SLACK
                ? secrets.getOrDefault(channel.name(), channel.target())
                : channel.target();
    }

    Map<String, String> secrets(Handle handle) {
        return store.secrets(handle);
    }

    private static String secret(Channel channel, DeskSettings present, Map<String, String> secrets) {
        Optional<Channel> before = present.channels().stream()
                .filter(other -> other.name().equals(channel.name()) && other.type() == channel.type())
                .findFirst();
        return switch (channel.type()) {
            case SLACK -> {
                boolean asShown = before.isPresent() && before.get().target().equals(channel.target());
                yield asShown ? secrets.getOrDefault(channel.name(), channel.target()) : channel.target();
            }
            case WEBHOOK -> {
                if (channel.secret() != null) {
                    yield channel.secret();
                }
                yield before.isPresent() ? secrets.getOrDefault(channel.name(), "") : "";
            }
            case EMAIL, ALERTMANAGER -> "";
        };
    }

    /** A Slack webhook's path is all that it takes to write to the channel, so it is not shown. */
    private static String shownTarget(Channel channel) {
        if (channel.type() != ChannelType.SLACK) {
            return channel.target();
        }
        URI url = URI.create(channel.target());
        return url.getScheme() + "://" + url.getAuthority() + "/...";
    }
}
