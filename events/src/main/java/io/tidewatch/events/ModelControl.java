package io.tidewatch.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A value of {@code model.control}: which model the running job shall use.
 *
 * @param epoch only ever rises; a command with an epoch that was seen before is ignored
 * @param version the bundle's version
 * @param sha256 of the bundle's manifest, lower-case hexadecimal
 */
public record ModelControl(
        int schemaVersion,
        long epoch,
        Action action,
        String version,
        String sha256,
        Instant issuedAt,
        String issuedBy) {

    /** What to do with the bundle. */
    public enum Action {
        @JsonProperty("promote")
        PROMOTE,
        @JsonProperty("shadow")
        SHADOW,
        @JsonProperty("roll-back")
        ROLL_BACK
    }
}
