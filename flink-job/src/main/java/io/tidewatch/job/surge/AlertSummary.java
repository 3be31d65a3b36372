package io.tidewatch.job.surge;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in one paragraph what an alert's fields say, and nothing else. The same alert gives the same words. */
public final class AlertSummary {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int TERMS = 5;

    private AlertSummary() {}

    public static String of(Alert alert) {
        StringBuilder text = new StringBuilder(300);
        text.append(opening(alert)).append(": ").append(figures(alert)).append(". ");
        text.append(repeats(alert)).append(' ');
        if (!alert.leadingTerms().isEmpty()) {
            text.append("Words that stand out: ").append(words(alert.leadingTerms()));
            text.append(alert.usualTerms().isEmpty() ? "" : "; usual are: " + words(alert.usualTerms()));
            text.append(". ");
        }
        text.append(severity(alert));
        return text.toString();
    }

    private static String opening(Alert alert) {
        String messages = isAttention(alert) ? "messages of any sentiment" : "negative messages";
        String about = messages + " on " + key(alert);
        return switch (alert.state()) {
            case OPENED -> capital(about) + " surged";
            case ESCALATED -> "The surge of " + about + " became more severe";
            case ONGOING -> "The surge of " + about + " goes on";
            case RESOLVED -> "The surge of " + about + " is over";
        };
    }

    private static String key(Alert alert) {
        String within = alert.topic() != null ? "the topic " + alert.topic() : "";
        if (alert.theme() != null) {
            within += (within.isEmpty() ? "" : " and ") + "the theme " + alert.theme();
        }
        if (alert.entity() == null) {
            return within.isEmpty() ? "anything" : within;
        }
        return "the company " + alert.entity() + (within.isEmpty() ? "" : " within " + within);
    }

    private static String figures(Alert alert) {
        String shares = alert.negativeShare() == null || alert.usualNegativeShare() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %.0f%% of the messages were negative, usually %.0f%% are",
                        100 * alert.negativeShare(),
                        100 * alert.usualNegativeShare());
        return String.format(
                Locale.ROOT,
                "%d from %s to %s UTC, where %.1f (%.0f to %.0f) were expected%s",
                isAttention(alert) ? alert.total() : alert.observedNegative(),
                MINUTE.format(alert.surgeStart()),
                end(alert.surgeStart(), alert.windowEnd()),
                orElse(alert.expectedTotal(), alert.expectedNegative()),
                orElse(alert.expectedTotalLow(), alert.expectedLow()),
                orElse(alert.expectedTotalHigh(), alert.expectedHigh()),
                shares);
    }

    private static String end(Instant from, Instant to) {
        boolean sameDay = from.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .equals(to.atOffset(ZoneOffset.UTC).toLocalDate());
        return (sameDay ? TIME : MINUTE).format(to);
    }

    private static String repeats(Alert alert) {
        return isAttention(alert)
                ? "With repeats there were " + alert.observedRaw() + "."
                : "They are " + plural(alert.distinctStories(), "story", "stories") + ", told in "
                        + plural(alert.observedRaw(), "message", "messages") + " with repeats.";
    }

    private static String severity(Alert alert) {
        String peak = alert.peakScore() > alert.score()
                ? String.format(Locale.ROOT, ", at its highest %.1f", alert.peakScore())
                : "";
        return String.format(
                Locale.ROOT,
                "Severity %s, score %.1f%s.",
                alert.severity().name().toLowerCase(Locale.ROOT),
                alert.score(),
                peak);
    }

    private static double orElse(@Nullable Double value, double other) {
        return value == null ? other : value;
    }

    private static boolean isAttention(Alert alert) {
        return alert.kind() == AlertKind.UNUSUAL_ATTENTION;
    }

    private static String words(List<String> terms) {
        return String.join(", ", terms.subList(0, Math.min(TERMS, terms.size())));
    }

    private static String plural(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
