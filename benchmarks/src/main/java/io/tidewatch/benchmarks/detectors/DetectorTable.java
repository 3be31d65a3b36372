package io.tidewatch.benchmarks.detectors;

import io.tidewatch.benchmarks.detectors.DetectorComparison.Entry;
import io.tidewatch.benchmarks.detectors.DetectorComparison.Result;
import java.io.PrintStream;
import java.util.Locale;

/** The comparison as a table for people. */
public final class DetectorTable {
    private static final String ROW = "%-27s %8s %9s  %6s  %10s  %11s  %6s  %9s  %6s%n";

    private DetectorTable() {}

    public static void print(Result result, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%s: %d series, %d surges, %d of them detectable%n%n",
                result.input(),
                result.series(),
                result.surges(),
                result.detectable());
        out.printf(
                Locale.ROOT,
                ROW,
                "detector",
                "budget",
                "threshold",
                "recall",
                "detectable",
                "volume-only",
                "alarms",
                "precision",
                "delay");
        for (Entry entry : result.entries()) {
            Verdict verdict = entry.verdict();
            out.printf(
                    Locale.ROOT,
                    ROW,
                    entry.detector(),
                    entry.budget() == null ? "own" : entry.budget().toString(),
                    decimals(entry.threshold(), 2),
                    decimals(verdict.recall(), 3),
                    decimals(verdict.recallDetectable(), 3),
                    decimals(verdict.volumeOnly(), 3),
                    decimals(verdict.falseAlarmsPerWeek(), 3),
                    decimals(verdict.precision(), 3),
                    decimals(verdict.medianDelay(), 1));
        }
        out.printf(
                "%nbudget: false alarms per series and week for which the threshold was chosen on these very series;%n"
                        + "own: the alerts that the detector raises at its own threshold. alarms: false alarms per series and%n"
                        + "week. delay: median, in windows.%n");
    }

    private static String decimals(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
