package io.tidewatch.alerting.view;

import io.tidewatch.events.TermWeight;
import java.time.Instant;
import java.util.List;

/** One key's counts over time. */
public record TrendView(
        KeyView key,
        Instant from,
        Instant to,
        String step,
        List<TrendPoint> points,
        List<TermWeight> leadingTerms,
        List<AlertSummary> alerts) {}
