package io.tidewatch.job.surge.detector;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * The surge detector: see the package's description for the method. Holds settings alone, so one instance serves all
 * keys and threads; all that a key has taught is in its {@link SurgeState}.
 *
 * <p>Windows of a key come in order, each once. A window index is {@code epochMillis / windowMillis}.
 */
public final class SurgeDetector {
    /** Marks a window of the ring that was missing. */
    static final int MISSING = -1;

    /** Scores are rounded to this, far below any difference that matters: see {@link #round}. */
    private static final double SCORE_STEPS = 1e9;

    private final SurgeSettings settings;
    private final int[] scales;
    private final int firstScored;
    private final Baseline baseline;
    private final AlertGate gate;

    public SurgeDetector(SurgeSettings settings) {
        this.settings = settings;
        // A single window is always learned, as the level is clipped by its dispersion, but is scored only if listed.
        TreeSet<Integer> learned = new TreeSet<>(settings.scalesWindows());
        learned.add(1);
        this.scales = learned.stream().mapToInt(Integer::intValue).toArray();
        this.firstScored = scales.length - settings.scalesWindows().size();
        this.baseline = new Baseline(settings, scales);
        this.gate = new AlertGate(settings);
    }

    public SurgeSettings settings() {
        return settings;
    }

    /** Returns the state of a key of which nothing was seen. */
    public SurgeState newState() {
        SurgeState state = new SurgeState();
        baseline.prepare(state);
        return state;
    }

    /**
     * Judges a window and learns from it.
     *
     * <p>Windows between the last one and this are taken as {@linkplain #missing missing}; one in which the source was
     * up and the key silent must be given with zeros.
     *
     * @param windowIndex greater than that of any window told of before
     * @param total messages in the window
     * @param negative the negative ones among them
     * @throws IllegalArgumentException if the window is not after the last one, or the counts cannot be
     */
    public SurgeDecision observe(SurgeState state, long windowIndex, int total, int negative) {
        if (negative < 0 || total < negative) {
            throw new IllegalArgumentException("Window " + windowIndex + " has " + negative + " negative messages of "
                    + total + " in total; the negative ones must lie between 0 and the total.");
        }
        advance(state, windowIndex);
        int slot = slot(state, windowIndex);
        boolean all = settings.counted() == SurgeSettings.Counted.MESSAGES;
        state.ringCounted[slot] = all ? total : negative;
        state.ringCompanion[slot] = all ? negative : total - negative;

        ScaleSums sums = ScaleSums.of(state, baseline, scales, windowIndex);
        SurgeDecision decision = judge(state, sums, windowIndex);
        baseline.learn(state, sums, windowIndex);
        return decision;
    }

    /** Notes that the window has no data because the source was down. */
    public void missing(SurgeState state, long windowIndex) {
        missing(state, windowIndex, Math.addExact(windowIndex, 1));
    }

    /**
     * Notes that windows have no data because the source was down, in time bounded by the longest scale.
     *
     * <p>A missing window takes its place on the clock and teaches nothing. A scale still spans its last windows on the
     * clock and compares what was seen in the others with what those lead one to expect, so a count never reaches back
     * beyond its scale and a backlog delivered late stands for itself. Missing windows neither keep an excursion open
     * nor close it; but a gap as long as the longest scale leaves nothing of the surge in sight, and closes it.
     *
     * @param fromIndex first missing window
     * @param toIndexExclusive the window after the last missing one
     * @throws IllegalArgumentException if the first window is not after the last one told of
     */
    public void missing(SurgeState state, long fromIndex, long toIndexExclusive) {
        if (toIndexExclusive > fromIndex) {
            advance(state, fromIndex);
            skip(state, fromIndex, toIndexExclusive);
            state.lastWindowIndex = toIndexExclusive - 1;
        }
    }

    /** Moves the state to a window, leaving out those in between. */
    private void advance(SurgeState state, long windowIndex) {
        if (state.ringCounted.length == 0) {
            baseline.prepare(state);
        }
        baseline.migrate(state);
        requireFit(state);
        if (state.lastWindowIndex != Long.MIN_VALUE) {
            if (windowIndex <= state.lastWindowIndex) {
                throw new IllegalArgumentException("Window " + windowIndex + " comes after window "
                        + state.lastWindowIndex + "; give a key's windows in ascending order, each once.");
            }
            skip(state, state.lastWindowIndex + 1, windowIndex);
        }
        state.lastWindowIndex = windowIndex;
    }

    private void requireFit(SurgeState state) {
        if (state.version != SurgeState.CURRENT_VERSION) {
            throw new IllegalStateException("The surge state has version " + state.version + ", this detector reads "
                    + SurgeState.CURRENT_VERSION + "; use the version that wrote it, or start the key anew.");
        }
        if (state.ringCounted.length != scales[scales.length - 1] || state.dispersionSum.length != scales.length) {
            throw new IllegalStateException("The surge state was learned with other scales than "
                    + settings.scalesWindows() + "; use its settings, or start the key anew.");
        }
    }

    private static void skip(SurgeState state, long fromIndex, long toIndexExclusive) {
        int ring = state.ringCounted.length;
        long first = Math.max(fromIndex, toIndexExclusive - ring);
        for (long index = first; index < toIndexExclusive; index++) {
            int slot = slot(state, index);
            state.ringCounted[slot] = MISSING;
            state.ringCompanion[slot] = 0;
        }
        if (state.inExcursion && Arrays.stream(state.ringCounted).allMatch(count -> count == MISSING)) {
            AlertGate.close(state);
        }
    }

    private static int slot(SurgeState state, long windowIndex) {
        return (int) Math.floorMod(windowIndex, (long) state.ringCounted.length);
    }

    private SurgeDecision judge(SurgeState state, ScaleSums sums, long windowIndex) {
        boolean silent = state.windowsSeen < settings.silentWindows();
        double level = baseline.level(state);
        double sum = 0;
        int strongest = firstScored;
        double strongestSurprise = 0;
        for (int scale = firstScored; scale < scales.length && !silent; scale++) {
            double surprise = NegativeBinomial.surprise(
                    sums.counted[scale], expected(state, sums, scale, level), baseline.dispersion(state, scale));
            sum += surprise;
            if (surprise > strongestSurprise) {
                strongest = scale;
                strongestSurprise = surprise;
            }
        }
        double score = round(sum / (scales.length - firstScored));
        double scoreAboveBar = gate.scoreAboveBar(state, score);
        boolean alert = gate.opens(state, score, scoreAboveBar);
        boolean all = settings.counted() == SurgeSettings.Counted.MESSAGES;
        long counted = sums.counted[strongest];
        long companion = sums.companion[strongest];
        return new SurgeDecision(
                score,
                scoreAboveBar,
                alert,
                state.inExcursion,
                scales[strongest],
                windowIndex - scales[strongest] + 1,
                counted,
                expected(state, sums, strongest, level),
                baseline.dispersion(state, strongest),
                strongestSurprise,
                all ? counted : counted + companion,
                all ? companion : counted,
                baseline.usualNegativeShare(state));
    }

    private double expected(SurgeState state, ScaleSums sums, int scale, double level) {
        return level * sums.exposure[scale] * baseline.volumeRatio(state, sums.companion[scale], sums.exposure[scale]);
    }

    /**
     * Rounds a score to a billionth. The last bits of a logarithm are a platform's own choice; so rounded, they decide
     * neither an alert nor the cooldown's bar.
     */
    private static double round(double score) {
        return Math.rint(score * SCORE_STEPS) / SCORE_STEPS;
    }
}
