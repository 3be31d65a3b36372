package io.tidewatch.quickstart.demo.stream;

/**
 * A sentence with slots, and what it was written to mean.
 *
 * @param part the phase of an event, or the topic in the baseline's file
 * @param template text with {@code [this|that]} choices and <code>{slot}</code>s, see {@link SentenceFiller}
 */
record SentencePattern(String part, String topic, Sentiment sentiment, Theme theme, Voice voice, String template) {}
