package io.tidewatch.alerting.view;

import java.time.Instant;
import java.util.Map;

/** A person's right labels by task. */
public record Correction(String by, Instant at, Map<String, String> labels) {}
