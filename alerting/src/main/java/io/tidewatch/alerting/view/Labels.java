package io.tidewatch.alerting.view;

/** One label per task. */
public record Labels(String topic, String sentiment, String theme) {}
