package io.tidewatch.job.surge.detector;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What is usual for a key: level, season, volume ratio and dispersion. Immutable; all that is learned is in the state. */
final class Baseline {
    static final int HOURS = 24;

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

    int hourOfDay(long windowIndex) {
        return (int) Math.floorMod(Math.floorDiv(windowIndex * windowMillis, TimeUnit.HOURS.toMillis(1)), (long) HOURS);
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

    /** How busy the hour is against the average hour, shrunk toward 1. */
    double season(SurgeState state, int hour) {
        double exponent = settings.season().exponent();
        if (exponent == 0) {
            return 1;
        }
        double messages = 0;
        double windows = 0;
        for (int each = 0; each < HOURS; each++) {
            messages += state.seasonMessages[each];
            windows += state.seasonWindows[each];
        }
        if (messages <= 0) {
            return 1;
        }
        double mean = messages / windows;
        double shrink = settings.season().shrinkMessages();
        double factor = (state.seasonMessages[hour] + shrink) / (state.seasonWindows[hour] * mean + shrink);
        return exponent == 0.5 ? Math.sqrt(factor) : StrictMath.pow(factor, exponent);
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
        learnSeason(state, sums.counted[0] + uncounted(sums), hourOfDay(windowIndex));
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

    private void learnSeason(SurgeState state, long messages, int hour) {
        for (int each = 0; each < HOURS; each++) {
            state.seasonMessages[each] *= seasonDecay;
            state.seasonWindows[each] *= seasonDecay;
        }
        state.seasonMessages[hour] += messages;
        state.seasonWindows[hour] += 1;
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
        state.dispersionSum = new double[scales.length];
    }
}
