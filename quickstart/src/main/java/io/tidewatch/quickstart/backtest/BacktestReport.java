package io.tidewatch.quickstart.backtest;

import io.tidewatch.events.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code backtest.json}: what the job would have raised with each setting.
 *
 * @param model version of the bundle
 * @param messages of the streams
 * @param from start of the first window with a message
 * @param to end of the last one
 * @param keys topics, themes and other keys with messages
 * @param keyWeeks keys times weeks from {@code from} to {@code to}, to compare with a budget
 */
public record BacktestReport(
        List<String> streams,
        String model,
        long messages,
        Instant from,
        Instant to,
        int keys,
        double keyWeeks,
        List<Setting> settings) {

    /**
     * What one setting came to.
     *
     * @param threshold score from which an alert is raised
     * @param folder what the job wrote, as {@code ./tidewatch replay} writes it
     * @param alerts that were opened
     * @param keysWithAlerts keys of those
     * @param bySeverity alerts by severity at their opening
     * @param seconds that the run took
     */
    public record Setting(
            double threshold,
            String folder,
            int alerts,
            int keysWithAlerts,
            double alertsPerKeyAndWeek,
            Map<Severity, Integer> bySeverity,
            double seconds) {
        Setting per(double keyWeeks) {
            return new Setting(threshold, folder, alerts, keysWithAlerts, alerts / keyWeeks, bySeverity, seconds);
        }
    }
}
