package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.Severity;
import java.util.Locale;

/**
 * What is told of an alert.
 *
 * @param id of the notification, the same in each attempt
 * @param state the step that is told; the alert may be further by now
 * @param text the alert in plain words
 * @param link to the alert in the console
 */
public record Notice(long id, AlertSummary alert, AlertState state, Severity severity, String text, String link) {
    /** One line, without control characters: it goes into headers. */
    String title() {
        String title = String.format(
                Locale.ROOT,
                "[%s] %s on %s: %s",
                severity.name().toLowerCase(Locale.ROOT),
                switch (alert.kind()) {
                    case NEGATIVE_SURGE -> "negative surge";
                    case UNUSUAL_ATTENTION -> "unusual attention";
                },
                alert.key().text(),
                state.name().toLowerCase(Locale.ROOT));
        return title.replaceAll("\\p{Cntrl}", " ");
    }
}
