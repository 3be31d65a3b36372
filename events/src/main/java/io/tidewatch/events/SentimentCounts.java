package io.tidewatch.events;

/** Numbers of messages by sentiment. */
public record SentimentCounts(int negative, int neutral, int positive) {
    public static final SentimentCounts NONE = new SentimentCounts(0, 0, 0);

    public int total() {
        return negative + neutral + positive;
    }

    public SentimentCounts plus(SentimentCounts other) {
        return new SentimentCounts(negative + other.negative, neutral + other.neutral, positive + other.positive);
    }
}
