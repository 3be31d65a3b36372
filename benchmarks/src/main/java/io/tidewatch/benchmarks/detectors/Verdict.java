package io.tidewatch.benchmarks.detectors;

import java.util.ArrayList;
import java.util.List;

/**
 * What the alerts of a detector are worth. A figure is NaN where there is nothing to take it of.
 *
 * @param recall share of all surges found
 * @param recallDetectable share of the detectable ones found
 * @param volumeOnly share of the volume-only decoys that raised an alert
 * @param falseAlarmsPerWeek per series, outside all surges and decoys
 * @param precision surges found over surges found, false alarms and decoys that raised an alert
 * @param medianDelay windows from the start of a detectable surge to its alert, both included
 */
record Verdict(
        double recall,
        double recallDetectable,
        double volumeOnly,
        double falseAlarmsPerWeek,
        double precision,
        double medianDelay) {

    /** Counts over all series. */
    static final class Tally {
        int falseAlarms;
        double weeks;
        private int surges;
        private int found;
        private int detectable;
        private int volumeOnly;
        private int volumeOnlyHit;
        private int decoysHit;
        private final List<Integer> delays = new ArrayList<>();

        /** @param delay 0 where the surge was not found */
        void addSurge(boolean isDetectable, int delay) {
            surges++;
            found += delay > 0 ? 1 : 0;
            detectable += isDetectable ? 1 : 0;
            if (isDetectable && delay > 0) {
                delays.add(delay);
            }
        }

        void addDecoy(boolean isVolumeOnly, boolean hit) {
            volumeOnly += isVolumeOnly ? 1 : 0;
            volumeOnlyHit += isVolumeOnly && hit ? 1 : 0;
            decoysHit += hit ? 1 : 0;
        }

        Verdict verdict() {
            return new Verdict(
                    (double) found / surges,
                    (double) delays.size() / detectable,
                    (double) volumeOnlyHit / Math.max(1, volumeOnly),
                    falseAlarms / weeks,
                    (double) found / Math.max(1, found + falseAlarms + decoysHit),
                    median());
        }

        private double median() {
            if (delays.isEmpty()) {
                return Double.NaN;
            }
            List<Integer> sorted = delays.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
        }
    }
}
