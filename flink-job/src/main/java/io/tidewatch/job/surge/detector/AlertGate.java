package io.tidewatch.job.surge.detector;

/** Turns scores into alerts: one per excursion above the threshold, and, with a cooldown, only when it tops the last. */
final class AlertGate {
    private final double threshold;
    private final int rearmWindows;
    private final double cooldownFactor;
    private final double cooldownDecay;

    AlertGate(SurgeSettings settings) {
        threshold = settings.threshold();
        rearmWindows = settings.rearmWindows();
        SurgeSettings.Cooldown cooldown = settings.cooldown();
        cooldownFactor = cooldown == null ? 0 : cooldown.factor();
        cooldownDecay = cooldown == null ? 0 : Baseline.decay(cooldown.halfLifeWindows());
    }

    /**
     * Returns the score if it beats the cooldown's bar, else 0. A score that beats it sets it anew, whether or not it
     * reaches the threshold: what was worth half an alert an hour ago is no news at the same strength now.
     */
    double scoreAboveBar(SurgeState state, double score) {
        state.cooldownBar *= cooldownDecay;
        if (score <= state.cooldownBar) {
            return 0;
        }
        state.cooldownBar = cooldownFactor * score;
        return score;
    }

    /** Moves the excursion on by one window; returns whether a new one opened. */
    boolean opens(SurgeState state, double score, double scoreAboveBar) {
        if (!state.inExcursion) {
            state.inExcursion = scoreAboveBar >= threshold;
            state.windowsBelow = 0;
            return state.inExcursion;
        }
        state.windowsBelow = score >= threshold ? 0 : state.windowsBelow + 1;
        if (state.windowsBelow >= rearmWindows) {
            close(state);
        }
        return false;
    }

    /** Ends the excursion, if one is open. */
    static void close(SurgeState state) {
        state.inExcursion = false;
        state.windowsBelow = 0;
    }
}
