package io.tidewatch.quickstart.cli;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Evidence;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Alerts for people to read on a terminal. */
final class AlertText {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SHOWN_EVIDENCE = 3;
    private static final int SHOWN_CHARS = 110;

    private AlertText() {}

    /** Prints every step of every alert of a file of JSON lines. */
    static void printAll(Path alerts, PrintStream out) throws IOException {
        try (Stream<String> lines = Files.lines(alerts, StandardCharsets.UTF_8)) {
            lines.forEach(line -> out.print(of(EventJson.read(line.getBytes(StandardCharsets.UTF_8), Alert.class))));
        }
    }

    /** An opening in full with what it rests on, a later step in one line. */
    static String of(Alert alert) {
        return alert.state() == AlertState.OPENED ? opening(alert) : step(alert);
    }

    private static String opening(Alert alert) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%n%s UTC  ALERT %s  %s%n  %s (%.0f to %.0f); score %.1f, p %.0e%n  leading words: %s%n",
                MINUTE.format(alert.windowEnd()),
                alert.severity(),
                what(alert),
                counts(alert),
                orElse(alert.expectedTotalLow(), alert.expectedLow()),
                orElse(alert.expectedTotalHigh(), alert.expectedHigh()),
                alert.score(),
                alert.pValue(),
                printable(String.join(", ", alert.leadingTerms()))));
        if (!alert.relatedTo().isEmpty()) {
            int related = alert.relatedTo().size();
            text.append(String.format(
                    Locale.ROOT, "  one event with %d earlier alert%s%n", related, related == 1 ? "" : "s"));
        }
        alert.evidence().stream().limit(SHOWN_EVIDENCE).forEach(evidence -> text.append(line(evidence)));
        return text.toString();
    }

    private static String step(Alert alert) {
        String state = switch (alert.state()) {
            case OPENED -> "opened at " + alert.severity();
            case ESCALATED -> "escalated to " + alert.severity();
            case ONGOING -> "goes on at " + alert.severity();
            case RESOLVED -> "resolved, was " + alert.severity();
        };
        return String.format(
                Locale.ROOT,
                "%s UTC  %s  %s: %s; highest score %.1f%n",
                MINUTE.format(alert.windowEnd()),
                state,
                what(alert),
                counts(alert),
                alert.peakScore());
    }

    private static String what(Alert alert) {
        String kind = switch (alert.kind()) {
            case NEGATIVE_SURGE -> "negative surge on ";
            case UNUSUAL_ATTENTION -> "unusual attention on ";
        };
        StringJoiner key = new StringJoiner(", ");
        addPart(key, "topic ", alert.topic());
        addPart(key, "theme ", alert.theme());
        addPart(key, "company ", alert.entity());
        return kind + printable(key.toString());
    }

    private static void addPart(StringJoiner key, String name, @Nullable String value) {
        if (value != null) {
            key.add(name + value);
        }
    }

    private static String counts(Alert alert) {
        boolean attention = alert.kind() == AlertKind.UNUSUAL_ATTENTION;
        int count = attention ? alert.total() : alert.observedNegative();
        return String.format(
                Locale.ROOT,
                "%d %smessage%s since %s, expected %.1f",
                count,
                attention ? "" : "negative ",
                count == 1 ? "" : "s",
                MINUTE.format(alert.surgeStart()),
                orElse(alert.expectedTotal(), alert.expectedNegative()));
    }

    private static double orElse(@Nullable Double value, double other) {
        return value == null ? other : value;
    }

    private static String line(Evidence evidence) {
        String text = printable(evidence.text());
        String shown = text.length() <= SHOWN_CHARS ? text : cut(text) + "...";
        return String.format(
                Locale.ROOT,
                "    %s  %.2f  %s%n",
                MINUTE.format(evidence.publishedAt()),
                evidence.probability(),
                shown);
    }

    /** Never in the middle of a character. */
    private static String cut(String text) {
        boolean halved = Character.isHighSurrogate(text.charAt(SHOWN_CHARS - 1));
        return text.substring(0, halved ? SHOWN_CHARS - 1 : SHOWN_CHARS);
    }

    /** Texts are hostile: nothing of them may steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", " ");
    }
}
