package io.tidewatch.benchmarks.detectors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the detectors over labelled series and says what their alerts are worth. */
public final class DetectorComparison {
    /** False alarms per series and week at which detectors are compared: one a week, one in four weeks. */
    private static final List<Double> BUDGETS = List.of(1.0, 0.25);

    private DetectorComparison() {}

    /**
     * @param input where the series come from
     * @param entries by detector, ours first
     */
    public record Result(String input, int series, int surges, int detectable, List<Entry> entries) {}

    /**
     * One detector at one threshold.
     *
     * @param budget false alarms per series and week for which the threshold was chosen, on these very series; null for
     *     the alerts that our detector raises by itself
     */
    public record Entry(String detector, @Nullable Double budget, double threshold, Verdict verdict) {}

    private static List<Detector> peers() {
        return List.of(
                new RollingZ("rolling z", 1),
                new RollingZ("rolling z on one-hour sums", 12),
                new CountAndShare(),
                new RandomCutForestDetector());
    }

    /**
     * @param folder with labelled series; null for generated ones, on which figures mean little
     * @param progress told the name of each detector before it runs
     */
    public static Result run(@Nullable Path folder, Consumer<String> progress) throws IOException {
        List<CountSeries> series = folder == null ? GeneratedSeries.all() : SeriesFolder.read(folder);
        Judge judge = new Judge(series);
        Tidewatch ours = new Tidewatch();
        List<Entry> entries = new ArrayList<>();
        progress.accept(ours.name());
        entries.add(new Entry(
                ours.name(),
                null,
                ours.threshold(),
                judge.of(series.stream().map(ours::alerts).toList())));
        addAtBudgets(ours, judge, entries);
        for (Detector peer : peers()) {
            progress.accept(peer.name());
            addAtBudgets(peer, judge, entries);
        }
        return new Result(
                folder == null ? "generated" : folder.toString(),
                series.size(),
                series.stream().mapToInt(each -> each.surges().size()).sum(),
                (int) series.stream()
                        .flatMap(each -> each.surges().stream())
                        .filter(CountSeries.Surge::detectable)
                        .count(),
                List.copyOf(entries));
    }

    private static void addAtBudgets(Detector detector, Judge judge, List<Entry> entries) {
        List<double[]> scores = judge.series().stream().map(detector::scores).toList();
        for (double budget : BUDGETS) {
            double threshold = Budget.threshold(judge, scores, budget);
            entries.add(new Entry(detector.name(), budget, threshold, judge.atThreshold(scores, threshold)));
        }
    }
}
