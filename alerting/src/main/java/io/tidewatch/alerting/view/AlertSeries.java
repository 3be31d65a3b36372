package io.tidewatch.alerting.view;

import java.time.Instant;
import java.util.List;

/** Observed against expected, around an alert. */
public record AlertSeries(
        KeyView key, Instant from, Instant to, String step, List<SeriesPoint> points, List<AlertStep> steps) {}
