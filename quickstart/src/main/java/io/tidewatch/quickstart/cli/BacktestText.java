package io.tidewatch.quickstart.cli;

import io.tidewatch.events.Severity;
import io.tidewatch.quickstart.backtest.BacktestReport;
import java.io.PrintStream;
import java.util.Locale;

/** The settings of a backtest as a table for people. */
final class BacktestText {
    private static final String ROW = "%9s  %6s  %4s  %12s  %8s  %4s  %6s  %3s  %7s%n";

    private BacktestText() {}

    static void print(BacktestReport report, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%,d messages from %s to %s, %d keys, %.1f key-weeks; model %s%n%n",
                report.messages(),
                report.from(),
                report.to(),
                report.keys(),
                report.keyWeeks(),
                report.model());
        out.printf(ROW, "threshold", "alerts", "keys", "per key-week", "critical", "high", "medium", "low", "seconds");
        for (BacktestReport.Setting setting : report.settings()) {
            out.printf(
                    ROW,
                    setting.threshold(),
                    setting.alerts(),
                    setting.keysWithAlerts(),
                    String.format(Locale.ROOT, "%.3f", setting.alertsPerKeyAndWeek()),
                    count(setting, Severity.CRITICAL),
                    count(setting, Severity.HIGH),
                    count(setting, Severity.MEDIUM),
                    count(setting, Severity.LOW),
                    String.format(Locale.ROOT, "%.1f", setting.seconds()));
        }
    }

    private static int count(BacktestReport.Setting setting, Severity severity) {
        return setting.bySeverity().getOrDefault(severity, 0);
    }
}
