package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.DeskStatus;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which alerts are asked for; empty lists and nulls leave a condition out. {@code from} and {@code to} bound windowEnd. */
public record AlertFilter(
        List<AlertState> states,
        List<Severity> severities,
        @Nullable AlertKind kind,
        @Nullable String key,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String group,
        List<DeskStatus> statuses) {
    public static final AlertFilter ALL =
            new AlertFilter(List.of(), List.of(), null, null, null, null, null, List.of());

    public static AlertFilter ofGroup(String group) {
        return new AlertFilter(List.of(), List.of(), null, null, null, null, group, List.of());
    }

    public static AlertFilter between(@Nullable Instant from, @Nullable Instant to) {
        return new AlertFilter(List.of(), List.of(), null, null, from, to, null, List.of());
    }

    public AlertFilter onKey(String text) {
        return new AlertFilter(states, severities, kind, text, from, to, group, statuses);
    }

    public AlertFilter inStates(AlertState... wanted) {
        return new AlertFilter(List.of(wanted), severities, kind, key, from, to, group, statuses);
    }
}
