package io.tidewatch.benchmarks.detectors;

import io.tidewatch.benchmarks.detectors.CountSeries.Decoy;
import io.tidewatch.benchmarks.detectors.CountSeries.Surge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says of each alert what it is worth. An alert belongs to the surge in whose stretch it falls, half an hour after its
 * end included; else to the decoy; else it is a false alarm. Of several alerts in a surge the first one counts.
 */
final class Judge {
    /** Windows after the end of a stretch in which an alert still belongs to it. */
    private static final int GRACE = 6;

    /** Windows below the threshold after which a score above it is a new alert. */
    private static final int CALM = 12;

    private static final int NOTHING = -1;

    private final List<CountSeries> series;
    private final List<int[]> surgeAt = new ArrayList<>();
    private final List<int[]> decoyAt = new ArrayList<>();

    Judge(List<CountSeries> series) {
        this.series = List.copyOf(series);
        for (CountSeries each : series) {
            int[] surges = nothing(each);
            for (int i = 0; i < each.surges().size(); i++) {
                Surge surge = each.surges().get(i);
                Arrays.fill(surges, surge.start(), Math.min(surge.end() + GRACE, each.length()), i);
            }
            int[] decoys = nothing(each);
            for (int i = 0; i < each.decoys().size(); i++) {
                Decoy decoy = each.decoys().get(i);
                Arrays.fill(decoys, decoy.start(), Math.min(decoy.end() + GRACE, each.length()), i);
            }
            surgeAt.add(surges);
            decoyAt.add(decoys);
        }
    }

    private static int[] nothing(CountSeries series) {
        int[] places = new int[series.length()];
        Arrays.fill(places, NOTHING);
        return places;
    }

    List<CountSeries> series() {
        return series;
    }

    /** Alerts of one series as its scores raise them: one per excursion above the threshold. */
    static List<Integer> alerts(double[] scores, double threshold, int warmUp) {
        List<Integer> alerts = new ArrayList<>();
        int last = Integer.MIN_VALUE / 2;
        for (int window = warmUp; window < scores.length; window++) {
            if (scores[window] >= threshold) {
                if (window - last > CALM) {
                    alerts.add(window);
                }
                last = window;
            }
        }
        return alerts;
    }

    /** @param scores one array per series */
    Verdict atThreshold(List<double[]> scores, double threshold) {
        List<List<Integer>> alerts = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            alerts.add(alerts(scores.get(i), threshold, series.get(i).warmUp()));
        }
        return of(alerts);
    }

    /** @param alerts windows in order, one list per series; those in the warm-up do not count */
    Verdict of(List<List<Integer>> alerts) {
        Verdict.Tally tally = new Verdict.Tally();
        for (int i = 0; i < series.size(); i++) {
            count(series.get(i), surgeAt.get(i), decoyAt.get(i), alerts.get(i), tally);
        }
        return tally.verdict();
    }

    private static void count(
            CountSeries series, int[] surgeAt, int[] decoyAt, List<Integer> alerts, Verdict.Tally tally) {
        int[] delays = new int[series.surges().size()];
        Set<Integer> decoysHit = new HashSet<>();
        for (int alert : alerts) {
            if (alert < series.warmUp()) {
                continue;
            }
            int surge = surgeAt[alert];
            if (surge != NOTHING) {
                if (delays[surge] == 0) {
                    delays[surge] = alert - series.surges().get(surge).start() + 1;
                }
            } else if (decoyAt[alert] != NOTHING) {
                decoysHit.add(decoyAt[alert]);
            } else {
                tally.falseAlarms++;
            }
        }
        for (int i = 0; i < delays.length; i++) {
            tally.addSurge(series.surges().get(i).detectable(), delays[i]);
        }
        for (int i = 0; i < series.decoys().size(); i++) {
            tally.addDecoy(series.decoys().get(i).volumeOnly(), decoysHit.contains(i));
        }
        tally.weeks += series.weeks();
    }
}
