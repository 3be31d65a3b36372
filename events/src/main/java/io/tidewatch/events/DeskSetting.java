package io.tidewatch.events;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code desk.settings}: what the risk desk wants of the running job. Each holds until the next.
 *
 * @param alertsPerDay how many alerts a day the desk can read, of all keys together
 * @param thresholds scores from which single keys raise alerts, by the key as {@link TrendKey#asText} writes it; version 1
 *     had none
 */
public record DeskSetting(
        int schemaVersion, String id, Instant at, String setBy, int alertsPerDay, Map<String, Double> thresholds) {
    public DeskSetting(
            int schemaVersion,
            String id,
            Instant at,
            String setBy,
            int alertsPerDay,
            @Nullable Map<String, Double> thresholds) {
        this.schemaVersion = schemaVersion;
        this.id = id;
        this.at = at;
        this.setBy = setBy;
        this.alertsPerDay = alertsPerDay;
        this.thresholds = thresholds == null ? Map.of() : Map.copyOf(thresholds);
    }
}
