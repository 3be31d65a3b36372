package io.tidewatch.quickstart.demo.stream;

/**
 * How a topic speaks on an ordinary day.
 *
 * @param weight share of the baseline, relative to the other topics' weights
 * @param negativePercent percent of its messages that are negative
 * @param positivePercent percent that are positive; the rest is neutral
 * @param commentPercent percent that are comments; the rest is news
 */
record TopicPlan(String topic, int weight, int negativePercent, int positivePercent, int commentPercent) {}
