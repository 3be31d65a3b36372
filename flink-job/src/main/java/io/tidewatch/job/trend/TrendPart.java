package io.tidewatch.job.trend;

import io.tidewatch.events.TrendKey;

/** Some of the messages of one key in one window, counted by one subtask. */
public record TrendPart(TrendKey key, long windowStartMillis, TrendCounts counts) {}
