package io.tidewatch.quickstart.cli;

import io.tidewatch.events.Alert;
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
import java.util.stream.Stream;

/** Alerts for people to read on a terminal. */
final class AlertText {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SHOWN_EVIDENCE = 3;
    private static final int SHOWN_CHARS = 110;

    private AlertText() {}

    /** Prints every alert of a file of JSON lines. */
    static void printAll(Path alerts, PrintStream out) throws IOException {
        try (Stream<String> lines = Files.lines(alerts, StandardCharsets.UTF_8)) {
            lines.forEach(line -> out.print(of(EventJson.read(line.getBytes(StandardCharsets.UTF_8), Alert.class))));
        }
    }

    static String of(Alert alert) {
        String key = alert.topic() != null ? "topic " + alert.topic() : "theme " + alert.theme();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%n%s UTC  ALERT %s  negative surge on %s%n"
                        + "  %d negative messages since %s, expected %.1f (%.0f to %.0f); score %.1f, p %.0e%n"
                        + "  leading words: %s%n",
                MINUTE.format(alert.windowEnd()),
                alert.severity(),
                printable(key),
                alert.observedNegative(),
                MINUTE.format(alert.surgeStart()),
                alert.expectedNegative(),
                alert.expectedLow(),
                alert.expectedHigh(),
                alert.score(),
                alert.pValue(),
                printable(String.join(", ", alert.leadingTerms()))));
        alert.evidence().stream().limit(SHOWN_EVIDENCE).forEach(evidence -> text.append(line(evidence)));
        return text.toString();
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
