package io.tidewatch.alerting.view;

import java.util.List;

/** An earlier alert, how like it is (0 to 1), and what they share. */
public record SimilarAlert(AlertSummary alert, double likeness, List<String> because) {}
