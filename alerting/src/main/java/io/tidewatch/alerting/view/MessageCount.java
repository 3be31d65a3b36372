package io.tidewatch.alerting.view;

import java.time.Instant;

/** How many messages came since the last such event. */
public record MessageCount(int added, long total, Instant newest) {}
