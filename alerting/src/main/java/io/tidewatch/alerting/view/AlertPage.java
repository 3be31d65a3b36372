package io.tidewatch.alerting.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of the inbox. */
public record AlertPage(List<AlertSummary> items, @Nullable String nextCursor, int newCount) {}
