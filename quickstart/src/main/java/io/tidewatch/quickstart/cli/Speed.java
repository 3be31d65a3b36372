package io.tidewatch.quickstart.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The value of {@code --speed}. */
final class Speed {
    private Speed() {}

    /** @return seconds of event time per second; null for as fast as can be */
    static @Nullable Double parse(CommandLine command, String value) {
        if (value.equals("max")) {
            return null;
        }
        try {
            double speed = Double.parseDouble(value);
            if (speed > 0 && Double.isFinite(speed)) {
                return speed;
            }
        } catch (NumberFormatException e) {
            // Reported below with the other impossible values.
        }
        throw new ParameterException(command, "--speed must be 'max' or a number above 0, not '" + value + "'");
    }
}
