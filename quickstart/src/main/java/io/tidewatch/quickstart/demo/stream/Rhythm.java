package io.tidewatch.quickstart.demo.stream;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Random;

/** How busy an ordinary minute is: much between 07:00 and 21:00 UTC, little at night and at weekends. */
final class Rhythm {
    /** Messages on an ordinary weekday before repeats are added. */
    private static final double MESSAGES_PER_WEEKDAY = 560;

    private static final double WEEKEND_SHARE = 0.26;
    private static final int MINUTES_PER_HOUR = 60;

    // Relative to the mean hour: European morning, American opening, evening, night. They add up to 24.
    private static final double[] HOUR_FACTORS = {
        0.24, 0.22, 0.22, 0.26, 0.32, 0.46, 0.74, 1.16, 1.44, 1.46, 1.40, 1.36,
        1.42, 1.62, 1.78, 1.74, 1.64, 1.52, 1.40, 1.26, 1.08, 0.68, 0.36, 0.22
    };

    private Rhythm() {}

    /** Returns how many messages the minute brings: Poisson with the mean of its hour and weekday. */
    static int messagesInMinute(long epochSecond, Random random) {
        double mean = MESSAGES_PER_WEEKDAY
                / HOUR_FACTORS.length
                / MINUTES_PER_HOUR
                * HOUR_FACTORS[time(epochSecond).getHour()]
                * dayFactor(epochSecond);
        // Knuth's method; StrictMath, because Math.exp may differ in its last bit between machines.
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    private static double dayFactor(long epochSecond) {
        DayOfWeek day = time(epochSecond).getDayOfWeek();
        return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY ? WEEKEND_SHARE : 1;
    }

    private static ZonedDateTime time(long epochSecond) {
        return Instant.ofEpochSecond(epochSecond).atZone(ZoneOffset.UTC);
    }
}
