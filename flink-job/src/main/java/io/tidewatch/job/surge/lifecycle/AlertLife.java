package io.tidewatch.job.surge.lifecycle;

import io.tidewatch.job.surge.detector.SurgeDecision;
import io.tidewatch.job.surge.detector.SurgeSeverity;

/**
 * What is remembered of an open alert, under 100 bytes. Windows are named by their index.
 *
 * @param surgeStartIndex first window of the surge, as it was judged when the alert opened
 * @param openedIndex the window that opened it
 * @param toldIndex the window of the last event
 * @param severity the worst so far
 * @param peakScore the highest so far
 * @param expected messages expected since the surge's start, of those that the detector counts
 */
public record AlertLife(
        long surgeStartIndex,
        long openedIndex,
        long toldIndex,
        SurgeSeverity severity,
        double peakScore,
        double expected) {

    static AlertLife opening(SurgeDecision decision, long index) {
        return new AlertLife(
                decision.surgeStartIndex(), index, index, decision.severity(), decision.score(), decision.expected());
    }

    /**
     * One window later. The detector tells what it expects over a scale; a window's part of that is taken for its own
     * expectation.
     */
    AlertLife after(SurgeDecision decision) {
        SurgeSeverity now = decision.severity();
        return new AlertLife(
                surgeStartIndex,
                openedIndex,
                toldIndex,
                now.compareTo(severity) > 0 ? now : severity,
                Math.max(peakScore, decision.score()),
                expected + decision.expected() / decision.scaleWindows());
    }

    AlertLife told(long index) {
        return new AlertLife(surgeStartIndex, openedIndex, index, severity, peakScore, expected);
    }
}
