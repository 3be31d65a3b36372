package io.tidewatch.job.model;

import io.tidewatch.events.ModelControl;
import io.tidewatch.events.ModelStamp;

/**
 * A model as a command names it.
 *
 * @param epoch of the command
 * @param version the bundle's version
 * @param sha256 of the bundle's manifest, lower-case hexadecimal
 */
public record ModelId(long epoch, String version, String sha256) {
    public static ModelId of(ModelControl command) {
        return new ModelId(command.epoch(), command.version(), command.sha256());
    }

    /** What is stamped on the scores of this model. */
    public ModelStamp stamp() {
        return new ModelStamp(version, epoch);
    }
}
