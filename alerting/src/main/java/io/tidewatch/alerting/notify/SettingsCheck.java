package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.config.Urls;
import io.tidewatch.alerting.view.DeskSettings;
import io.tidewatch.alerting.view.DeskSettings.Channel;
import io.tidewatch.alerting.view.DeskSettings.Rule;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds every mistake in settings that a client sent. */
final class SettingsCheck {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern KEY = Pattern.compile("(topic|theme|entity)=.+");
    /** From which on the job looks for surges. */
    private static final double LEAST_THRESHOLD = 1.8;

    private static final double LARGEST_THRESHOLD = 100;
    private static final int MAX_THRESHOLDS = 500;
    private static final int MAX_CHANNELS = 50;
    private static final int MAX_RULES = 200;
    private static final int MAX_TARGET = 500;

    private final boolean canMail;
    private final List<String> errors = new ArrayList<>();

    private SettingsCheck(boolean canMail) {
        this.canMail = canMail;
    }

    /**
     * @param canMail whether a mail server is configured
     * @return what is wrong, in plain words; empty where nothing is
     */
    static List<String> errors(DeskSettings settings, boolean canMail) {
        SettingsCheck check = new SettingsCheck(canMail);
        check.check(settings);
        return check.errors;
    }

    private void check(DeskSettings settings) {
        if (settings.attentionBudget() == null || settings.channels() == null || settings.rules() == null) {
            errors.add("attentionBudget, channels and rules must all be there");
            return;
        }
        int perDay = settings.attentionBudget().alertsPerDay();
        require(
                perDay >= 1 && perDay <= 10_000,
                "attentionBudget.alertsPerDay must be from 1 to 10000, but is " + perDay);
        require(settings.thresholds().size() <= MAX_THRESHOLDS, "more than " + MAX_THRESHOLDS + " thresholds");
        settings.thresholds().forEach(this::check);
        require(settings.channels().size() <= MAX_CHANNELS, "more than " + MAX_CHANNELS + " channels");
        require(settings.rules().size() <= MAX_RULES, "more than " + MAX_RULES + " rules");
        Set<String> names = new HashSet<>();
        for (Channel channel : settings.channels()) {
            check(channel);
            require(names.add(String.valueOf(channel.name())), "two channels are called '" + channel.name() + "'");
        }
        for (Rule rule : settings.rules()) {
            check(rule, names);
        }
    }

    private void check(String key, @Nullable Double threshold) {
        require(
                KEY.matcher(key).matches() && key.length() <= MAX_TARGET,
                "thresholds: '" + key + "' is no key such as topic=Macro, theme=credit and default or entity=ACME");
        require(
                threshold != null && threshold >= LEAST_THRESHOLD && threshold <= LARGEST_THRESHOLD,
                "thresholds: that of '" + key + "' must be from " + LEAST_THRESHOLD + " to " + LARGEST_THRESHOLD
                        + "; a surge of a lower score is not looked for");
    }

    private void check(Channel channel) {
        String what = "channel '" + channel.name() + "': ";
        require(
                channel.name() != null && NAME.matcher(channel.name()).matches(),
                what + "a name has 1 to 40 of a-z, 0-9 and '-', and does not begin with '-'");
        if (channel.type() == null
                || channel.target() == null
                || channel.target().length() > MAX_TARGET) {
            errors.add(what + "type and target must be there, the target in at most " + MAX_TARGET + " characters");
            return;
        }
        switch (channel.type()) {
            case WEBHOOK, SLACK, ALERTMANAGER ->
                require(Urls.parse(channel.target()) != null, what + "target must be an http or https address");
            case EMAIL -> {
                require(
                        canMail,
                        what + "no mail server is configured; set 'notify.smtp.host' and start the service again");
                require(areAddresses(channel.target()), what + "target must be mail addresses separated by commas");
            }
        }
    }

    private static boolean areAddresses(String target) {
        try {
            return InternetAddress.parse(target, true).length > 0;
        } catch (AddressException e) {
            return false;
        }
    }

    private void check(Rule rule, Set<String> channels) {
        String what = "rule '" + rule.name() + "': ";
        if (rule.name() == null
                || rule.channels() == null
                || rule.minSeverity() == null
                || rule.topics() == null
                || rule.themes() == null
                || rule.entities() == null
                || rule.kinds() == null
                || rule.states() == null
                || rule.zone() == null) {
            errors.add(what + "every field of a rule must be there");
            return;
        }
        require(!rule.name().isBlank() && rule.name().length() <= 80, what + "a name has 1 to 80 characters");
        require(!rule.channels().isEmpty(), what + "names no channel");
        String unknown = rule.channels().stream()
                .filter(name -> !channels.contains(name))
                .collect(Collectors.joining(", "));
        require(unknown.isEmpty(), what + "there is no channel " + unknown);
        require(
                rule.fromHour() >= 0 && rule.fromHour() <= 23 && rule.toHour() >= 1 && rule.toHour() <= 24,
                what + "fromHour must be from 0 to 23, toHour from 1 to 24");
        require(rule.fromHour() != rule.toHour(), what + "fromHour and toHour are the same; 0 to 24 is always");
        try {
            ZoneId.of(rule.zone());
        } catch (DateTimeException e) {
            errors.add(what + "'" + rule.zone() + "' is no time zone; write one like Europe/London");
        }
    }

    private void require(boolean condition, String error) {
        if (!condition) {
            errors.add(error);
        }
    }
}
