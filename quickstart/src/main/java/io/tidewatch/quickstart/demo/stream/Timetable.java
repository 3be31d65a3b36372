package io.tidewatch.quickstart.demo.stream;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Settles when each message comes and which deck words it, before any text exists. */
final class Timetable {
    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    static final Instant END = START.plus(Duration.ofDays(21));

    private static final int SECONDS_PER_MINUTE = 60;
    private static final int PERCENT = 100;
    private static final int MOODS_IN_DECK = 25;

    private final Companies companies;
    private final Random random;
    private final List<TopicPlan> plans;
    private final int totalWeight;
    private final Map<String, PatternDeck> baselineDecks = new HashMap<>();
    private final Map<String, Deque<Sentiment>> moodDecks = new HashMap<>();

    Timetable(Companies companies, PatternFile baseline, Random random) {
        this.companies = companies;
        this.random = random;
        this.plans = baseline.topicPlans();
        this.totalWeight = plans.stream().mapToInt(TopicPlan::weight).sum();
        Map<String, List<SentencePattern>> patternsByList = new HashMap<>();
        for (SentencePattern pattern : baseline.patterns()) {
            patternsByList
                    .computeIfAbsent(
                            list(pattern.topic(), pattern.sentiment(), pattern.voice()), list -> new ArrayList<>())
                    .add(pattern);
        }
        patternsByList.forEach((list, patterns) -> baselineDecks.put(list, new PatternDeck(patterns)));
    }

    /** Returns the arrivals of the baseline and of the events, in time order. */
    List<Arrival> arrivals(List<PlannedEvent> events) throws IOException {
        List<Arrival> arrivals = new ArrayList<>();
        for (long minute = START.getEpochSecond(); minute < END.getEpochSecond(); minute += SECONDS_PER_MINUTE) {
            int messages = Rhythm.messagesInMinute(minute, random);
            for (int i = 0; i < messages; i++) {
                arrivals.add(new Arrival(minute + random.nextInt(SECONDS_PER_MINUTE), "", ordinaryDeck(), null));
            }
        }
        for (PlannedEvent event : events) {
            addEvent(event, arrivals);
        }
        arrivals.sort(Comparator.comparingLong(Arrival::epochSecond));
        return arrivals;
    }

    private void addEvent(PlannedEvent event, List<Arrival> arrivals) throws IOException {
        PatternFile wordings = PatternFile.load(event.patternFile());
        @Nullable Company lead = event.ticker() == null ? null : companies.byTicker(event.ticker());
        long start = event.from().getEpochSecond();
        for (PlannedEvent.Wave wave : event.waves()) {
            PatternDeck deck = new PatternDeck(wordings.patterns().stream()
                    .filter(pattern -> pattern.part().equals(wave.phase()) && pattern.sentiment() == wave.sentiment())
                    .toList());
            int seconds = (wave.toMinute() - wave.fromMinute()) * SECONDS_PER_MINUTE;
            for (int i = 0; i < wave.messages(); i++) {
                long offset = (long) wave.fromMinute() * SECONDS_PER_MINUTE + random.nextInt(seconds);
                arrivals.add(new Arrival(start + offset, event.name(), deck, lead));
            }
        }
    }

    /** Returns the wordings of a message of an ordinary day: topics, moods and voices in the plan's proportions. */
    PatternDeck ordinaryDeck() {
        TopicPlan plan = ordinaryTopic();
        Sentiment sentiment = mood(plan);
        Voice voice = random.nextInt(PERCENT) < plan.commentPercent() ? Voice.COMMENT : Voice.NEWS;
        PatternDeck deck = baselineDecks.get(list(plan.topic(), sentiment, voice));
        if (deck == null) {
            throw new IllegalStateException("no patterns for " + list(plan.topic(), sentiment, voice));
        }
        return deck;
    }

    /**
     * Deals moods from a shuffled deck in the plan's proportions, so that a topic's share of negatives is steady over
     * days and only hours fluctuate.
     */
    private Sentiment mood(TopicPlan plan) {
        Deque<Sentiment> deck = moodDecks.computeIfAbsent(plan.topic(), topic -> new ArrayDeque<>());
        if (deck.isEmpty()) {
            int negatives = Math.round((float) plan.negativePercent() * MOODS_IN_DECK / PERCENT);
            int positives = Math.round((float) plan.positivePercent() * MOODS_IN_DECK / PERCENT);
            List<Sentiment> moods = new ArrayList<>();
            moods.addAll(Collections.nCopies(negatives, Sentiment.NEGATIVE));
            moods.addAll(Collections.nCopies(positives, Sentiment.POSITIVE));
            moods.addAll(Collections.nCopies(MOODS_IN_DECK - negatives - positives, Sentiment.NEUTRAL));
            Collections.shuffle(moods, random);
            deck.addAll(moods);
        }
        return deck.removeFirst();
    }

    private TopicPlan ordinaryTopic() {
        int ticket = random.nextInt(totalWeight);
        for (TopicPlan plan : plans) {
            ticket -= plan.weight();
            if (ticket < 0) {
                return plan;
            }
        }
        throw new AssertionError("the weights add up to their sum");
    }

    private static String list(String topic, Sentiment sentiment, Voice voice) {
        return topic + " / " + sentiment + " / " + voice;
    }
}
