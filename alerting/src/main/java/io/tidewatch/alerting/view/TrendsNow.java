package io.tidewatch.alerting.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each key's last day, what is unusual first. */
public record TrendsNow(@Nullable Instant asOf, String step, List<TrendRow> rows) {}
