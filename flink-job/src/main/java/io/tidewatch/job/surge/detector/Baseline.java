package io.tidewatch.job.surge.detector;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What is usual for a key: level, season, volume ratio and dispersion. Immutable; all that is learned is in the state. */
final class Baseline {
    private static final int HOURS = 24;
    private static final int WEEKDAYS = 7;

    private final SurgeSettings settings;
    private final long windowMillis;
    private final int[] scales;
    private final double levelDecay;
    private final double seasonDecay;
    private final double dispersionDecay;

    Baseline(SurgeSettings settings, int[] scales) {
        this.settings = settings;
        this.windowMillis = settings.windowLength().toMillis();
        this.scales = scales;
        this.levelDecay = decay(settings.level().halfLifeWindows());
        this.seasonDecay = decay(settings.season().halfLifeWindows());
        this.dispersionDecay = decay(settings.dispersion().halfLifeWindows());
    }

    /** Weight that a window keeps after one more window. */
    static double decay(double halfLifeWindows) {
        return StrictMath.pow(0.5, 1 / halfLifeWindows);
    }

    /** The hour in which a window starts, counted from the epoch. */
    long hour(long windowIndex) {
        return Math.floorDiv(windowIndex * windowMillis, TimeUnit.HOURS.toMillis(1));
    }

    static int hourOfDay(long hour) {
        return (int) Math.floorMod(hour, (long) HOURS);
    }

    /** 0 for the weekday of the epoch, a Thursday. */
    static int weekday(long hour) {
        return (int) Math.floorMod(Math.floorDiv(hour, (long) HOURS), (long) WEEKDAYS);
    }

    /** Counted messages that a window of average season usually has. */
    double level(SurgeState state) {
        double mean = state.levelExposure > 0 ? state.levelCounted / state.levelExposure : 0;
        return Math.max(settings.level().minimum(), mean);
    }

    /** Other messages that a window of average season usually has. */
    double companionLevel(SurgeState state) {
        return state.levelExposure > 0 ? state.levelCompanion / state.levelExposure : 0;
    }

    /** The usual share of negative messages among all, 0 while no message was seen. */
    double usualNegativeShare(SurgeState state) {
        boolean all = settings.counted() == SurgeSettings.Counted.MESSAGES;
        double negative = all ? state.levelCompanion : state.levelCounted;
        double total = all ? state.levelCounted : state.levelCounted + state.levelCompanion;
        // All messages are clipped before they are learned and the negative ones among them are not.
        return total > 0 ? Math.min(1, negative / total) : 0;
    }

    /**
     * How busy the hour of the day and the weekday are against average ones, each shrunk toward 1.
     *
     * @param hour counted from the epoch
     */
    double season(SurgeState state, long hour) {
        SurgeSettings.Season season = settings.season();
        if (season.exponent() == 0) {
            return 1;
        }
        double factor = busyness(state.seasonMessages, state.seasonWindows, hourOfDay(hour), season.shrinkMessages())
                * busyness(state.weekdayMessages, state.weekdayWindows, weekday(hour), season.weekdayShrinkMessages());
        return season.exponent() == 0.5 ? Math.sqrt(factor) : StrictMath.pow(factor, season.exponent());
    }

    private static double busyness(double[] messages, double[] windows, int slot, double shrink) {
        double allMessages = 0;
        double allWindows = 0;
        for (int each = 0; each < messages.length; each++) {
            allMessages += messages[each];
            allWindows += windows[each];
        }
        if (allMessages <= 0) {
            return 1;
        }
        return (messages[slot] + shrink) / (windows[slot] * (allMessages / allWindows) + shrink);
    }

    /** Other messages seen over other messages expected; 1 where volume is not to lift the expectation. */
    double volumeRatio(SurgeState state, long companionSeen, double exposure) {
        SurgeSettings.VolumeRatio ratio = settings.volumeRatio();
        if (ratio == null) {
            return 1;
        }
        double expected = companionLevel(state) * exposure;
        return Math.max(ratio.minimum(), (companionSeen + ratio.pseudoCount()) / (expected + ratio.pseudoCount()));
    }

    /** Dispersion of the counts of one learned scale. */
    double dispersion(SurgeState state, int scale) {
        SurgeSettings.Dispersion prior = settings.dispersion();
        double learned = state.dispersionSum[scale] + prior.prior() * prior.priorWindows();
        return Math.max(0, learned / (state.dispersionWeight + prior.priorWindows()));
    }

    /** Learns from the newest window, which is already in the sums. */
    void learn(SurgeState state, ScaleSums sums, long windowIndex) {
        // With no past there is no standard deviation to clip at, and no mean to learn a dispersion about.
        boolean settled = state.windowsSeen >= settings.silentWindows();
        double level = level(state);
        double ratio = volumeRatio(state, sums.companion[0], sums.exposure[0]);
        double counted = (double) sums.counted[0];
        if (settled) {
            counted = clipped(
                    counted,
                    level * sums.exposure[0],
                    dispersion(state, 0),
                    settings.level().clipDeviations());
            learnDispersion(state, sums, level);
        }
        learnSeason(state, sums.counted[0] + uncounted(sums), hour(windowIndex));
        // The volume ratio is divided out: otherwise a busy day would teach a level that holds on busy days alone.
        state.levelCounted = state.levelCounted * levelDecay + counted / ratio;
        state.levelCompanion = state.levelCompanion * levelDecay + sums.companion[0];
        state.levelExposure = state.levelExposure * levelDecay + sums.exposure[0];
        state.windowsSeen++;
    }

    /**
     * Learns each scale's dispersion from {@code ((count - mean)^2 - mean) / mean^2}, whose expectation it is. The mean
     * leaves the volume ratio out: so learned, the dispersion of keys whose volume swings is larger, and they need more
     * to raise an alert. On the public benchmark, at a quarter of a false alarm per key and week, this finds .92 of the
     * detectable surges, and .90 with the ratio in.
     */
    private void learnDispersion(SurgeState state, ScaleSums sums, double level) {
        double deviations = settings.dispersion().clipDeviations();
        for (int scale = 0; scale < scales.length; scale++) {
            double mean = level * sums.exposure[scale];
            double residual = clipped((double) sums.counted[scale], mean, dispersion(state, scale), deviations) - mean;
            state.dispersionSum[scale] =
                    state.dispersionSum[scale] * dispersionDecay + (residual * residual - mean) / (mean * mean);
        }
        state.dispersionWeight = state.dispersionWeight * dispersionDecay + 1;
    }

    private static double clipped(double count, double mean, double dispersion, double deviations) {
        return Math.min(count, mean + deviations * Math.sqrt(mean + dispersion * mean * mean));
    }

    /** Messages of the newest window that are not among the counted ones. */
    private long uncounted(ScaleSums sums) {
        return switch (settings.counted()) {
            case NEGATIVES -> sums.companion[0];
            case MESSAGES -> 0;
        };
    }

    private void learnSeason(SurgeState state, long messages, long hour) {
        learn(state.seasonMessages, hourOfDay(hour), messages);
        learn(state.seasonWindows, hourOfDay(hour), 1);
        learn(state.weekdayMessages, weekday(hour), messages);
        learn(state.weekdayWindows, weekday(hour), 1);
    }

    private void learn(double[] sums, int slot, long more) {
        for (int each = 0; each < sums.length; each++) {
            sums[each] *= seasonDecay;
        }
        sums[slot] += more;
    }

    /** Brings a state that an earlier version wrote to today's layout: version 1 knew of no weekdays. */
    void migrate(SurgeState state) {
        if (state.version == 1) {
            prepareWeekdays(state);
            state.version = 2;
        }
    }

    /** Gives a fresh state its arrays. */
    void prepare(SurgeState state) {
        int ring = scales[scales.length - 1];
        state.version = SurgeState.CURRENT_VERSION;
        state.ringCounted = new int[ring];
        Arrays.fill(state.ringCounted, SurgeDetector.MISSING);
        state.ringCompanion = new int[ring];
        state.seasonMessages = new double[HOURS];
        state.seasonWindows = new double[HOURS];
        prepareWeekdays(state);
        state.dispersionSum = new double[scales.length];
    }

    private static void prepareWeekdays(SurgeState state) {
        state.weekdayMessages = new double[WEEKDAYS];
        state.weekdayWindows = new double[WEEKDAYS];
    }
}
