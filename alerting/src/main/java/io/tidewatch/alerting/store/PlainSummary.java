package io.tidewatch.alerting.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.Alert;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An alert in plain words: those of the job where it sent any, else built from the alert's facts alone. */
final class PlainSummary {
    private static final int SHOWN_TERMS = 5;

    private PlainSummary() {}

    static String of(String facts, Alert alert) {
        JsonNode given = Json.read(facts, JsonNode.class).path("summary");
        return given.isTextual() && !given.textValue().isBlank() ? given.textValue() : build(alert);
    }

    private static String build(Alert alert) {
        String what = switch (alert.kind()) {
            case NEGATIVE_SURGE ->
                String.format(
                        Locale.ROOT,
                        "%s negative messages on %s within %s, where its own past leads one to expect %s (%s to %s).",
                        whole(alert.observedNegative()),
                        subject(alert),
                        span(Duration.between(alert.surgeStart(), alert.windowEnd())),
                        rounded(alert.expectedNegative()),
                        rounded(alert.expectedLow()),
                        rounded(alert.expectedHigh()));
            case UNUSUAL_ATTENTION ->
                String.format(
                        Locale.ROOT,
                        "%s messages on %s within %s, more than its own past leads one to expect.",
                        whole(alert.total()),
                        subject(alert),
                        span(Duration.between(alert.surgeStart(), alert.windowEnd())));
        };
        return what + stories(alert) + share(alert) + terms(alert.leadingTerms());
    }

    private static String subject(Alert alert) {
        StringJoiner parts = new StringJoiner(" and ");
        add(parts, "topic ", alert.topic());
        add(parts, "theme ", alert.theme());
        add(parts, "company ", alert.entity());
        return parts.length() == 0 ? "all topics together" : parts.toString();
    }

    private static void add(StringJoiner parts, String name, @Nullable String value) {
        if (value != null) {
            parts.add(name + value);
        }
    }

    private static String stories(Alert alert) {
        return String.format(
                Locale.ROOT,
                " They tell %,d distinct %s.",
                alert.distinctStories(),
                alert.distinctStories() == 1 ? "story" : "stories");
    }

    private static String share(Alert alert) {
        if (alert.negativeShare() == null || alert.usualNegativeShare() == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                " %.0f %% of the key's messages are negative, usually %.0f %%.",
                100 * alert.negativeShare(),
                100 * alert.usualNegativeShare());
    }

    private static String terms(@Nullable List<String> terms) {
        if (terms == null || terms.isEmpty()) {
            return "";
        }
        return " Leading words: " + String.join(", ", terms.subList(0, Math.min(SHOWN_TERMS, terms.size()))) + ".";
    }

    private static String whole(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String rounded(double count) {
        return count < 10 && count != Math.rint(count)
                ? String.format(Locale.ROOT, "%.1f", count)
                : String.format(Locale.ROOT, "%,.0f", count);
    }

    private static String span(Duration span) {
        if (span.toMinutes() < 120) {
            return span.toMinutes() + " minutes";
        }
        return span.toHours() < 48
                ? String.format(Locale.ROOT, "%.1f hours", span.toMinutes() / 60.0)
                : String.format(Locale.ROOT, "%.1f days", span.toHours() / 24.0);
    }
}
