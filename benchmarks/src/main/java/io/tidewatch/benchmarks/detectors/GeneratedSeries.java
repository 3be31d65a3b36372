package io.tidewatch.benchmarks.detectors;

import io.tidewatch.benchmarks.detectors.CountSeries.Decoy;
import io.tidewatch.benchmarks.detectors.CountSeries.Surge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A few invented series, so that the comparison can be tried without recordings: messages come evenly but for the rhythm
 * of the day, one in six is negative. Real arrivals come in bursts, so figures on these are better than in life.
 */
final class GeneratedSeries {
    private static final int DAY = 288;
    private static final int WEEKS = 4;
    private static final int LENGTH = WEEKS * 7 * DAY;
    private static final int WARM_UP = 7 * DAY;
    private static final int WINDOW_SECONDS = 300;
    private static final int OUTAGE = 36;

    /** Messages per window of each series. */
    private static final double[] LEVELS = {0.5, 2, 8};

    private static final double NEGATIVE_SHARE = 1 / 6.0;
    private static final int SURGES = 8;
    private static final int SURGE_WINDOWS = 12;

    private GeneratedSeries() {}

    static List<CountSeries> all() {
        List<CountSeries> series = new ArrayList<>();
        for (int i = 0; i < LEVELS.length; i++) {
            series.add(one("generated-" + i, LEVELS[i], new SplittableRandom(i)));
        }
        return series;
    }

    private static CountSeries one(String name, double level, SplittableRandom random) {
        int[] totals = new int[LENGTH];
        int[] negatives = new int[LENGTH];
        for (int window = 0; window < LENGTH; window++) {
            double rhythm = 1 + 0.6 * Math.sin(2 * Math.PI * window / DAY);
            negatives[window] = poisson(level * rhythm * NEGATIVE_SHARE, random);
            totals[window] = negatives[window] + poisson(level * rhythm * (1 - NEGATIVE_SHARE), random);
        }
        List<Surge> surges = new ArrayList<>();
        List<Decoy> decoys = new ArrayList<>();
        int spacing = (LENGTH - WARM_UP) / SURGES;
        for (int i = 0; i < SURGES; i++) {
            int start = WARM_UP + i * spacing + random.nextInt(spacing / 3);
            surges.add(new Surge(start, start + SURGE_WINDOWS, true));
            addNegatives(totals, negatives, start, level, random);
            int burst = start + spacing / 2;
            decoys.add(new Decoy(burst, burst + SURGE_WINDOWS, true));
            addVolume(totals, negatives, burst, level, random);
        }
        int outage = WARM_UP / 2;
        Arrays.fill(totals, outage, outage + OUTAGE, CountSeries.MISSING);
        Arrays.fill(negatives, outage, outage + OUTAGE, 0);
        return new CountSeries(name, WARM_UP, WINDOW_SECONDS, totals, negatives, surges, decoys);
    }

    /** As many more negatives as there are messages, and two in each window at least. */
    private static void addNegatives(int[] totals, int[] negatives, int start, double level, SplittableRandom random) {
        for (int window = start; window < start + SURGE_WINDOWS; window++) {
            int more = poisson(Math.max(2, level), random);
            negatives[window] += more;
            totals[window] += more;
        }
    }

    /** Four times as many messages of the usual mix. */
    private static void addVolume(int[] totals, int[] negatives, int start, double level, SplittableRandom random) {
        for (int window = start; window < start + SURGE_WINDOWS; window++) {
            int more = poisson(3 * level * NEGATIVE_SHARE, random);
            negatives[window] += more;
            totals[window] += more + poisson(3 * level * (1 - NEGATIVE_SHARE), random);
        }
    }

    /** By the product of uniform numbers: D. Knuth, The Art of Computer Programming, volume 2, section 3.4.1. */
    private static int poisson(double mean, SplittableRandom random) {
        double limit = Math.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }
}
