package io.tidewatch.job.surge.detector;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with settings, so that all of it is reported at once. */
final class SettingsCheck {
    private final List<String> problems = new ArrayList<>();

    void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /** Requires a finite value greater than the bound. */
    void above(String name, double value, double bound) {
        require(value > bound && Double.isFinite(value), name + " must be greater than " + bound + ", not " + value);
    }

    /** Requires a finite value of the bound or more. */
    void atLeast(String name, double value, double bound) {
        require(value >= bound && Double.isFinite(value), name + " must be at least " + bound + ", not " + value);
    }

    /** Requires at least one value, each greater than the one before, from 1 to the limit. */
    void ascending(String name, List<Integer> values, int limit) {
        boolean holds = !values.isEmpty();
        int previous = 0;
        for (int value : values) {
            holds &= value > previous && value <= limit;
            previous = value;
        }
        require(
                holds,
                name + " must list one or more numbers from 1 to " + limit + ", each greater than the one before, not "
                        + values);
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Surge settings cannot be used: " + String.join("; ", problems) + ".");
        }
    }
}
