package io.tidewatch.job.surge.budget;

import java.util.Map;

/**
 * From which score surges are shown on a day.
 *
 * @param firstDay the day of the first surge that was found, in days since the epoch
 * @param day for which they hold
 * @param score from which a surge is shown in any key that is not moved
 * @param moved by how much the desk's verdicts raise or lower a key's, by key; keys that are not moved are absent
 */
public record DayThresholds(long firstDay, long day, double score, Map<String, Double> moved) {}
