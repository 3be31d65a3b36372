package io.tidewatch.alerting.view;

import java.time.Instant;

/** A note on an alert. */
public record Note(String text, String by, Instant at) {}
