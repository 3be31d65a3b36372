package io.tidewatch.events;

import java.time.Instant;

/**
 * A value of {@code desk.settings}: what the risk desk wants of the running job. Each holds until the next.
 *
 * @param alertsPerDay how many alerts a day the desk can read, of all keys together
 */
public record DeskSetting(int schemaVersion, String id, Instant at, String setBy, int alertsPerDay) {}
