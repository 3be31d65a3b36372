package io.tidewatch.job.surge.detector;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Constants of the detector. Half-lives and scales count windows, not time: a detector with another window length
 * learns over another span unless they are changed with it.
 *
 * @param windowLength length of a window; places a window index in the day
 * @param counted which messages are counted
 * @param scalesWindows numbers of windows that are looked at together, ascending
 * @param threshold score from which an alert is raised
 * @param silentWindows windows at the start of a key in which it is learned but not judged
 * @param rearmWindows windows in a row below the threshold that end an excursion
 * @param volumeRatio how volume lifts the expectation; null if it does not
 * @param cooldown how an alert raises the bar for the next; null if it does not
 */
public record SurgeSettings(
        Duration windowLength,
        Counted counted,
        List<Integer> scalesWindows,
        double threshold,
        int silentWindows,
        int rearmWindows,
        Level level,
        Season season,
        Dispersion dispersion,
        @Nullable VolumeRatio volumeRatio,
        @Nullable Cooldown cooldown) {

    /** Bounds the state per key: the ring holds eight bytes per window. */
    static final int LARGEST_SCALE = 512;

    /** Which messages the detector counts. */
    public enum Counted {
        /** Negative messages; the others tell how busy the key is. */
        NEGATIVES,
        /** All messages; the negative ones are kept for the shares in the report alone. */
        MESSAGES
    }

    /**
     * The usual count per window.
     *
     * @param halfLifeWindows after so many windows a window weighs half
     * @param minimum messages per window below which the level is not believed: a key never seen negative is not
     *     certain to stay so
     * @param clipDeviations a count beyond so many standard deviations is learned as if it lay there
     */
    public record Level(double halfLifeWindows, double minimum, double clipDeviations) {}

    /**
     * The rhythm of the day and of the week.
     *
     * @param exponent power to which the share of volume of the hour and of the weekday is raised; 0 for no season
     * @param halfLifeWindows after so many windows a window weighs half
     * @param shrinkMessages messages of average season mixed into each hour: a quiet key shows its rhythm late
     * @param weekdayShrinkMessages the same for each weekday
     */
    public record Season(
            double exponent, double halfLifeWindows, double shrinkMessages, double weekdayShrinkMessages) {}

    /**
     * How much more counts vary than Poisson counts would, as {@code (variance - mean) / mean^2}.
     *
     * @param prior value before anything is seen
     * @param priorWindows windows that the prior is worth
     * @param halfLifeWindows after so many windows a window weighs half
     * @param clipDeviations a count beyond so many standard deviations is learned as if it lay there
     */
    public record Dispersion(double prior, double priorWindows, double halfLifeWindows, double clipDeviations) {}

    /**
     * Ratio of other messages seen to other messages expected.
     *
     * @param pseudoCount messages added to both sides, so that few messages move the ratio little
     * @param minimum smallest ratio: a lull may lower the expectation so far and no further
     */
    public record VolumeRatio(double pseudoCount, double minimum) {}

    /**
     * The bar that a score must beat to count as new.
     *
     * @param factor the bar just after a new score, as a multiple of that score
     * @param halfLifeWindows windows in which the bar falls by half
     */
    public record Cooldown(double factor, double halfLifeWindows) {}

    public SurgeSettings {
        scalesWindows = List.copyOf(scalesWindows);
        SettingsCheck check = new SettingsCheck();
        check.require(
                windowLength.toMillis() > 0 && windowLength.compareTo(Duration.ofDays(1)) <= 0,
                "windowLength must be between 1 ms and one day, not " + windowLength);
        check.ascending("scalesWindows", scalesWindows, LARGEST_SCALE);
        check.above("threshold", threshold, 0);
        check.atLeast("silentWindows", silentWindows, 1);
        check.atLeast("rearmWindows", rearmWindows, 1);
        check.above("level.halfLifeWindows", level.halfLifeWindows(), 0);
        check.above("level.minimum", level.minimum(), 0);
        check.above("level.clipDeviations", level.clipDeviations(), 0);
        check.atLeast("season.exponent", season.exponent(), 0);
        check.above("season.halfLifeWindows", season.halfLifeWindows(), 0);
        check.above("season.shrinkMessages", season.shrinkMessages(), 0);
        check.above("season.weekdayShrinkMessages", season.weekdayShrinkMessages(), 0);
        check.atLeast("dispersion.prior", dispersion.prior(), 0);
        check.above("dispersion.priorWindows", dispersion.priorWindows(), 0);
        check.above("dispersion.halfLifeWindows", dispersion.halfLifeWindows(), 0);
        check.above("dispersion.clipDeviations", dispersion.clipDeviations(), 0);
        if (volumeRatio != null) {
            check.above("volumeRatio.pseudoCount", volumeRatio.pseudoCount(), 0);
            check.above("volumeRatio.minimum", volumeRatio.minimum(), 0);
            check.require(
                    counted == Counted.NEGATIVES,
                    "volumeRatio must be null when all messages are counted, or volume would explain itself away");
        }
        if (cooldown != null) {
            check.atLeast("cooldown.factor", cooldown.factor(), 1);
            check.above("cooldown.halfLifeWindows", cooldown.halfLifeWindows(), 0);
        }
        check.throwIfAny();
    }

    /**
     * Negative messages beyond what the key's past and its present volume lead one to expect. Constants are those of
     * the method's specification, measured on recorded arrival times with injected surges, unless a comment says
     * otherwise; docs/surge-log.md has what else was tried.
     */
    public static SurgeSettings sentiment() {
        return new SurgeSettings(
                Duration.ofMinutes(5), // the length of the trend windows
                Counted.NEGATIVES,
                List.of(1, 3, 6, 12, 24, 48), // five minutes to four hours: pulses and slow build-ups alike
                2.6, // one false alarm per key in five weeks: docs/adr/0014; 1.73 gives about one a week
                24, // two hours: less is no past to compare with
                12, // one hour of calm parts two surges
                new Level(
                        1_000, // three and a half days
                        // One negative message in 100 windows, eight hours. With less, two messages that happen to meet
                        // in a dead key pass for a surge.
                        0.01,
                        5),
                new Season(
                        0.5, // negatives follow the day's rhythm less than all messages do
                        6_000, // three weeks
                        20, 200), // a weekday is as many windows as twelve hours of the day, and comes once a week
                new Dispersion(
                        0.3,
                        50,
                        2_000, // one week
                        // Tighter than the level's 5, chosen on the benchmark at its quarter of a false alarm a week:
                        // with 5 a surge widens what passes for usual for a week, and recall of detectable surges
                        // falls from .92 to .88; with 3 it is .93, but scores no longer fit the threshold above.
                        3.5),
                // Few other messages say little of how busy the key is, and a lull in them does not make negative ones
                // rarer: with 1 and 0.5 a quarter of a false alarm a week buys .93 of the detectable surges, not .97.
                new VolumeRatio(2, 1),
                null);
    }

    /**
     * Unusual attention: more messages of any kind than usual. Constants are those of the method's specification;
     * what it leaves open is shared with {@link #sentiment()}.
     */
    public static SurgeSettings volume() {
        return new SurgeSettings(
                Duration.ofMinutes(5),
                Counted.MESSAGES,
                List.of(6, 12, 18, 24, 36, 48, 72), // half an hour to six hours: single windows are too noisy
                2.65, // a quarter of an alert per key and week outside all marked stretches of the benchmark
                24,
                12,
                new Level(1_000, 0.002, 8),
                new Season(0, 6_000, 20, 200), // exponent 0: the rhythms are left in
                new Dispersion(0.3, 50, 2_000, 8),
                null,
                new Cooldown(2, 108)); // twice the last one, halved every nine hours
    }

    /** The same settings with another threshold, for a desk that wants more alerts or fewer. */
    public SurgeSettings withThreshold(double newThreshold) {
        return new SurgeSettings(
                windowLength,
                counted,
                scalesWindows,
                newThreshold,
                silentWindows,
                rearmWindows,
                level,
                season,
                dispersion,
                volumeRatio,
                cooldown);
    }
}
