package io.tidewatch.quickstart.demo.stream;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens in the third week.
 *
 * @param kind {@code volume-burst} or {@code negative-surge}
 * @param patternFile its wordings, in phases
 * @param ticker the company at its centre, or null
 * @param waves when its messages come
 */
record PlannedEvent(
        String name,
        String kind,
        Instant from,
        Instant to,
        String patternFile,
        @Nullable String ticker,
        List<Wave> waves) {

    private static final String VOLUME_BURST = "volume-burst";
    private static final String NEGATIVE_SURGE = "negative-surge";

    private static final String VOICES = "phase neutral voices";

    /** Messages of one sentiment that a phase sends, evenly at random between two minutes after the event's start. */
    record Wave(String phase, Sentiment sentiment, int fromMinute, int toMinute, int messages) {}

    static List<PlannedEvent> all() {
        return List.of(tradeFair(), bankRun(), paymentsOutage());
    }

    // Five times the topic's usual messages at that hour on top of them, in the topic's own mix of sentiment.
    private static PlannedEvent tradeFair() {
        return new PlannedEvent(
                "trade-fair",
                VOLUME_BURST,
                Instant.parse("2026-03-17T13:05:25Z"),
                Instant.parse("2026-03-17T15:30:25Z"),
                "event-trade-fair.txt",
                null,
                List.of(
                        new Wave("phase fair", Sentiment.NEGATIVE, 0, 145, 18),
                        new Wave("phase fair", Sentiment.POSITIVE, 0, 145, 21),
                        new Wave("phase fair", Sentiment.NEUTRAL, 0, 145, 25)));
    }

    private static PlannedEvent bankRun() {
        return new PlannedEvent(
                "bank-run",
                NEGATIVE_SURGE,
                Instant.parse("2026-03-18T14:22:40Z"),
                Instant.parse("2026-03-18T16:52:40Z"),
                "event-bank-run.txt",
                "MRWD",
                List.of(
                        new Wave("phase rumours and queues", Sentiment.NEGATIVE, 0, 36, 30),
                        new Wave("phase the freeze", Sentiment.NEGATIVE, 30, 74, 38),
                        new Wave("phase emergency loan", Sentiment.NEGATIVE, 66, 118, 24),
                        new Wave("phase aftermath of the day", Sentiment.NEGATIVE, 108, 149, 11),
                        new Wave(VOICES, Sentiment.NEUTRAL, 8, 140, 7),
                        new Wave(VOICES, Sentiment.POSITIVE, 60, 140, 2)));
    }

    private static PlannedEvent paymentsOutage() {
        return new PlannedEvent(
                "payments-outage",
                NEGATIVE_SURGE,
                Instant.parse("2026-03-20T09:41:20Z"),
                Instant.parse("2026-03-20T11:41:20Z"),
                "event-payments-outage.txt",
                "PYLK",
                List.of(
                        new Wave("phase the outage", Sentiment.NEGATIVE, 0, 34, 28),
                        new Wave("phase the leak", Sentiment.NEGATIVE, 26, 64, 27),
                        new Wave("phase the fraud probe", Sentiment.NEGATIVE, 52, 100, 27),
                        new Wave("phase late morning", Sentiment.NEGATIVE, 90, 119, 10),
                        new Wave(VOICES, Sentiment.NEUTRAL, 6, 110, 6),
                        new Wave(VOICES, Sentiment.POSITIVE, 40, 110, 2)));
    }
}
