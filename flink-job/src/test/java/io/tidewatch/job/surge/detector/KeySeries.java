package io.tidewatch.job.surge.detector;

import java.util.ArrayList;
import java.util.List;

/** A key under test: feeds windows to a detector in order and keeps what it decided. */
final class KeySeries {
    final SurgeDetector detector;
    final SurgeState state;
    final List<SurgeDecision> decisions = new ArrayList<>();
    long next;

    KeySeries(SurgeSettings settings) {
        detector = new SurgeDetector(settings);
        state = detector.newState();
    }

    SurgeDecision observe(int total, int negative) {
        SurgeDecision decision = detector.observe(state, next++, total, negative);
        decisions.add(decision);
        return decision;
    }

    void missing(int windows) {
        detector.missing(state, next, next + windows);
        next += windows;
    }

    /** Windows of a quiet key: 0 to 4 messages, about 2 on average, one in eight windows with a negative one. */
    KeySeries quiet(int windows) {
        for (int i = 0; i < windows; i++) {
            observe(quietTotal(next), quietNegative(next));
        }
        return this;
    }

    static int quietTotal(long window) {
        return quietNegative(window) + mixed(window) % 4;
    }

    static int quietNegative(long window) {
        return mixed(window + 1_000_003) % 8 == 0 ? 1 : 0;
    }

    /** Scrambles a window index: the same number for the same window, with no pattern that a season could learn. */
    private static int mixed(long window) {
        long scrambled = (window + 1) * 0x9E3779B97F4A7C15L;
        return (int) (((scrambled ^ (scrambled >>> 29)) * 0xBF58476D1CE4E5B9L) >>> 40);
    }

    long alerts() {
        return decisions.stream().filter(SurgeDecision::alert).count();
    }
}
