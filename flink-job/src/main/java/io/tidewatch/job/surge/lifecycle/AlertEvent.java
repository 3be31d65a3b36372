package io.tidewatch.job.surge.lifecycle;

import io.tidewatch.events.AlertState;
import io.tidewatch.job.surge.detector.SurgeDecision;

/**
 * A step in an alert's life that is worth telling.
 *
 * @param life the alert after the step
 * @param decision what the detector said of the window that led to the step
 * @param index of that window
 */
public record AlertEvent(AlertState state, AlertLife life, SurgeDecision decision, long index) {}
