package io.tidewatch.benchmarks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;

/** The console's pages as the requests that they make. */
enum DeskPage {
    NOW("every key's last day", (history, random) -> List.of("/trends/now?limit=200", "/alerts?limit=1")),
    ALERTS("the inbox: the new ones of each severity", (history, random) -> bySeverity("&status=new")),
    ALERTS_OF_KEY(
            "all alerts of a key, of each severity",
            (history, random) -> bySeverity("&key=" + trendKey(history, random))),
    ALERT("one alert with its course, and those like it", (history, random) -> {
        String alert = "/alerts/" + DeskHistory.alertId(random.nextInt(history.alerts()));
        return List.of(alert, alert + "/series", alert + "/similar");
    }),
    TREND_DAY("a key's last day", (history, random) -> List.of("/trends?key=" + trendKey(history, random))),
    TREND_MONTH("a key's month", (history, random) -> {
        Instant end = date(history, random);
        return List.of(
                "/trends?key=" + trendKey(history, random) + "&from=" + end.minus(Duration.ofDays(30)) + "&to=" + end);
    }),
    MESSAGES("the newest messages", (history, random) -> List.of("/messages", "/labels")),
    MESSAGES_BEFORE("messages before a date", (history, random) -> List.of("/messages?to=" + date(history, random))),
    MESSAGES_OF_LABELS(
            "messages of a topic, a theme and a sentiment",
            (history, random) -> List.of("/messages?topic=" + label(history, "topic", random) + "&theme="
                    + label(history, "theme", random) + "&sentiment=" + label(history, "sentiment", random))),
    MESSAGES_OF_COMPANY(
            "uncertain messages of a company",
            (history, random) -> List.of("/messages?uncertain=true&entity=" + any(history.companies(), random))),
    SEARCH_WORD(
            "messages with a word that many have",
            (history, random) -> List.of("/messages?q=" + any(frequent(), random))),
    SEARCH_WORDS(
            "messages of a topic with two words",
            (history, random) ->
                    List.of("/messages?q=" + encoded(any(frequent(), random) + " " + any(frequent(), random))
                            + "&topic=" + label(history, "topic", random))),
    SEARCH_ONE(
            "the message with a word that no other has",
            (history, random) -> List.of("/messages?q=" + (1 + random.nextLong(history.messages())))),
    SEARCH_NONE(
            "a word that no message has",
            (history, random) -> List.of("/messages?q=unheard" + random.nextInt(1_000_000))),
    CORRECTED("corrected messages", (history, random) -> List.of("/messages?corrected=true")),
    LABEL_NEXT("the queue of what to label", (history, random) -> List.of("/queue?limit=20", "/labels")),
    MODELS("models", (history, random) -> List.of("/models")),
    AUDIT("who did what", (history, random) -> List.of("/audit")),
    SETTINGS("settings, channels and tokens", (history, random) -> List.of("/settings", "/channels", "/tokens"));

    private static final String API = "/api/v1";
    private static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low");

    private final String meaning;
    private final BiFunction<DeskHistory, Random, List<String>> requests;

    DeskPage(String meaning, BiFunction<DeskHistory, Random, List<String>> requests) {
        this.meaning = meaning;
        this.requests = requests;
    }

    String meaning() {
        return meaning;
    }

    /** Its name in reports. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A visit of the page: its requests one after the other, although a browser makes them at once. */
    List<String> visit(DeskHistory history, Random random) {
        return requests.apply(history, random).stream().map(API::concat).toList();
    }

    /** Words of the invented news. */
    private static List<String> frequent() {
        return List.of("shares", "bank", "profit", "cuts", "says", "after");
    }

    private static List<String> bySeverity(String filter) {
        List<String> requests = new ArrayList<>();
        SEVERITIES.forEach(severity -> requests.add("/alerts?severity=" + severity + filter));
        return requests;
    }

    private static String trendKey(DeskHistory history, Random random) {
        return encoded(any(history.keys(), random).asText());
    }

    private static String label(DeskHistory history, String task, Random random) {
        return encoded(any(history.labels(task), random));
    }

    private static Instant date(DeskHistory history, Random random) {
        return history.start().plusSeconds(random.nextLong(history.messages()));
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
