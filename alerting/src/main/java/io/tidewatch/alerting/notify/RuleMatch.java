package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.view.DeskSettings.Rule;
import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a rule speaks of an alert. */
final class RuleMatch {
    private static final List<AlertState> USUAL_STATES = List.of(AlertState.OPENED, AlertState.ESCALATED);

    private RuleMatch() {}

    static boolean matches(Rule rule, Alert alert) {
        return rule.enabled()
                && alert.severity().compareTo(rule.minSeverity()) >= 0
                && (rule.states().isEmpty() ? USUAL_STATES : rule.states()).contains(alert.state())
                && anyOr(rule.kinds(), alert.kind())
                && anyOr(rule.topics(), alert.topic())
                && anyOr(rule.themes(), alert.theme())
                && aboutEntity(rule.entities(), alert)
                && inHours(rule, alert.windowEnd());
    }

    private static <T> boolean anyOr(List<T> accepted, @Nullable T value) {
        return accepted.isEmpty() || (value != null && accepted.contains(value));
    }

    /** The alert's own company, or one of those that its messages are about. */
    private static boolean aboutEntity(List<String> accepted, Alert alert) {
        return accepted.isEmpty()
                || (alert.entity() != null && accepted.contains(alert.entity()))
                || (alert.entities() != null && alert.entities().stream().anyMatch(accepted::contains));
    }

    private static boolean inHours(Rule rule, Instant time) {
        int hour = time.atZone(ZoneId.of(rule.zone())).getHour();
        return rule.fromHour() < rule.toHour()
                ? hour >= rule.fromHour() && hour < rule.toHour()
                : hour >= rule.fromHour() || hour < rule.toHour();
    }
}
