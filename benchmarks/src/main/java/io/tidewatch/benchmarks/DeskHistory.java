package io.tidewatch.benchmarks;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Evidence;
import io.tidewatch.events.Highlight;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.NewsMessage;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.OffsetRange;
import io.tidewatch.events.Origin;
import io.tidewatch.events.Reading;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.Severity;
import io.tidewatch.events.TermWeight;
import io.tidewatch.events.Topics;
import io.tidewatch.events.TrendKey;
import io.tidewatch.events.TrendWindow;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.text.TextCleaner;
import io.tidewatch.quickstart.demo.stream.InventedNews;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a desk has been told in the past, invented: a message a second, an alert for every hundred of them, and a window
 * of each key every five minutes. Always the same, but for the dates.
 */
final class DeskHistory {
    static final int MESSAGES_PER_ALERT = 100;

    private static final long SEED = 20_261_127;
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int EVIDENCE = 10;
    /** Alerts of one event. */
    private static final int ALERTS_PER_STORY = 3;
    /** From so many messages it is known which companies the news is about. */
    private static final int COMPANY_SAMPLE = 5_000;

    /** Leading words of an alert, of so many that alerts have. */
    private static final int TERMS = 5;

    private static final int DIFFERENT_TERMS = 997;
    private static final double UNCERTAIN = 0.05;
    private static final double SURE = 0.9;
    private static final Highlight HIGHLIGHT = new Highlight(0, 8, 0.2);
    private static final String HIGHLIGHTED = "sentiment";

    private final List<ModelTask> tasks;
    private final ModelStamp model;
    private final long messages;
    private final Instant start;
    private final List<TrendKey> keys = new ArrayList<>();
    private final List<String> companies;

    /** @param end date of the last message */
    DeskHistory(ModelBundle.Labels labels, long messages, Instant end) throws IOException {
        this.tasks = labels.tasks();
        this.model = new ModelStamp(labels.version(), 0);
        this.messages = messages;
        this.start = end.minusSeconds(messages - 1);
        InventedNews news = new InventedNews();
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < COMPANY_SAMPLE; i++) {
            seen.addAll(news.next(start).symbols());
        }
        companies = List.copyOf(seen);
        keys.add(TrendKey.ALL);
        labels.task("topic").labels().forEach(topic -> keys.add(TrendKey.ofTopic(topic)));
        labels.task("theme").labels().forEach(theme -> keys.add(TrendKey.ofTheme(theme)));
        companies.forEach(company -> keys.add(TrendKey.ALL.withEntity(company)));
    }

    long messages() {
        return messages;
    }

    int alerts() {
        return Math.toIntExact(messages / MESSAGES_PER_ALERT);
    }

    Instant start() {
        return start;
    }

    List<TrendKey> keys() {
        return keys;
    }

    List<String> companies() {
        return companies;
    }

    List<String> labels(String task) {
        return tasks.stream()
                .filter(candidate -> candidate.name().equals(task))
                .findFirst()
                .orElseThrow()
                .labels();
    }

    static String alertId(long number) {
        return "surge-" + number;
    }

    /** Scored messages in the order of their dates: the history's, and without end those that come after it. */
    Iterator<ScoredMessage> scored() throws IOException {
        InventedNews news = new InventedNews();
        Random random = new Random(SEED);
        return LongStream.iterate(0, number -> number + 1)
                .mapToObj(number -> scored(news.next(start.plusSeconds(number)), number, random))
                .iterator();
    }

    private ScoredMessage scored(NewsMessage message, long offset, Random random) {
        boolean uncertain = random.nextDouble() < UNCERTAIN;
        Map<String, String> chosen = new LinkedHashMap<>();
        Map<String, Map<String, Double>> probabilities = new LinkedHashMap<>();
        for (ModelTask task : tasks) {
            // The square makes the first labels more frequent than the last, as they are in life.
            double place = random.nextDouble() * random.nextDouble();
            String label = task.labels().get((int) (place * task.labels().size()));
            double probability = uncertain ? rounded(0.3 + 0.2 * random.nextDouble()) : SURE;
            double rest = rounded((1 - probability) / Math.max(1, task.labels().size() - 1));
            Map<String, Double> ofTask = new LinkedHashMap<>();
            task.labels().forEach(other -> ofTask.put(other, other.equals(label) ? probability : rest));
            chosen.put(task.name(), label);
            probabilities.put(task.name(), ofTask);
        }
        return new ScoredMessage(
                EventJson.SCHEMA_VERSION,
                message.id(),
                message.source(),
                message.kind(),
                message.publishedAt(),
                TextCleaner.modelText(message.title(), message.text()),
                "https://news.example/" + message.id(),
                chosen.getOrDefault("topic", ""),
                chosen.getOrDefault("sentiment", ""),
                chosen.getOrDefault("theme", ""),
                probabilities,
                uncertain ? List.of(HIGHLIGHTED) : List.of(),
                Map.of(HIGHLIGHTED, List.of(HIGHLIGHT)),
                message.id(),
                Novelty.NOVEL,
                message.symbols(),
                model,
                Reading.WHOLE,
                new Origin(Topics.RAW.topic(), 0, offset));
    }

    /** As the job rounds probabilities. */
    private static double rounded(double probability) {
        return Math.round(probability * 1e4) / 1e4;
    }

    /** Each key's windows, the oldest first. */
    Iterator<TrendWindow> windows() {
        Random random = new Random(SEED);
        Instant first = Instant.ofEpochSecond(start.getEpochSecond() / WINDOW.toSeconds() * WINDOW.toSeconds());
        return LongStream.rangeClosed(0, messages / WINDOW.toSeconds())
                .mapToObj(number -> first.plus(WINDOW.multipliedBy(number)))
                .flatMap(begin -> keys.stream().map(key -> window(key, begin, random)))
                .iterator();
    }

    long windowCount() {
        return (messages / WINDOW.toSeconds() + 1) * keys.size();
    }

    private TrendWindow window(TrendKey key, Instant begin, Random random) {
        int most = key.equals(TrendKey.ALL) ? (int) WINDOW.toSeconds() : 12;
        SentimentCounts counts = new SentimentCounts(random.nextInt(most), random.nextInt(most), random.nextInt(most));
        return new TrendWindow(
                EventJson.SCHEMA_VERSION,
                key,
                begin,
                begin.plus(WINDOW),
                0,
                counts,
                counts,
                0,
                counts.total() == 0 ? null : (counts.positive() - counts.negative()) / (double) counts.total(),
                List.of(new TermWeight("refinery", 1.5), new TermWeight("halts", 1.1), new TermWeight("fire", 0.9)),
                0,
                model);
    }

    /** Two steps of each: opened, and resolved an hour later. */
    Iterator<Alert> alertSteps() {
        return IntStream.range(0, alerts())
                .boxed()
                .flatMap(number -> {
                    Instant opened = start.plusSeconds((long) (number + 1) * MESSAGES_PER_ALERT);
                    return Stream.of(
                            alert(alertId(number), number, AlertState.OPENED, opened),
                            alert(alertId(number), number, AlertState.RESOLVED, opened.plus(Duration.ofHours(1))));
                })
                .iterator();
    }

    /**
     * An alert that rests on messages of the history.
     *
     * @param number of the alert: key, severity and messages follow from it
     */
    Alert alert(String id, int number, AlertState state, Instant windowEnd) {
        TrendKey key = keys.get(1 + number % (keys.size() - 1));
        Severity severity = Severity.values()[(number / 7) % Severity.values().length];
        long newest = Math.min(messages, (number + 1L) * MESSAGES_PER_ALERT);
        List<Evidence> evidence = LongStream.range(0, Math.min(EVIDENCE, newest))
                .mapToObj(i -> evidence(newest - i))
                .toList();
        return new Alert(
                EventJson.SCHEMA_VERSION,
                id,
                AlertKind.NEGATIVE_SURGE,
                state,
                severity,
                key.topic(),
                key.theme(),
                key.entity(),
                windowEnd.minus(WINDOW.multipliedBy(3)),
                windowEnd.minus(WINDOW),
                windowEnd,
                24,
                3.1,
                0,
                8,
                7.2,
                4.1e-11,
                0.77,
                0.29,
                31,
                24,
                List.of(companies.get(number % companies.size()), companies.get((number / 3) % companies.size())),
                evidence,
                LongStream.rangeClosed(1, TERMS)
                        .mapToObj(i -> "term" + number * i % DIFFERENT_TERMS)
                        .toList(),
                model,
                List.of(new OffsetRange(Topics.RAW.topic(), 0, Math.max(0, newest - 31), newest)),
                "bench",
                "Negative news far above what is usual.",
                30,
                9.0,
                4.0,
                15.0,
                7.2,
                2.6,
                windowEnd,
                state == AlertState.RESOLVED ? windowEnd : null,
                alertId(number - number % ALERTS_PER_STORY),
                List.of(),
                List.of("output", "barrels"));
    }

    /** @param number of the message, counted from 1 as {@link InventedNews} does */
    private Evidence evidence(long number) {
        return new Evidence(
                "invented-" + number,
                start.plusSeconds(number - 1),
                "wire.example",
                "Refinery halts after a fire, report " + number,
                "negative",
                SURE,
                List.of(HIGHLIGHT),
                null);
    }
}
