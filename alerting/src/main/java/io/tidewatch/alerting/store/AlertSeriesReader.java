package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.AlertSeries;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.alerting.view.SeriesPoint;
import io.tidewatch.alerting.view.TrendPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Observed against expected around an alert. The expectation of a step comes from the same time of day, within an hour, on
 * up to 14 days before the surge; days on which the key had no message at all are not taken for quiet ones.
 */
public final class AlertSeriesReader {
    private static final TrendStep STEP = TrendStep.QUARTER_HOUR;
    private static final Duration BEFORE = Duration.ofHours(24);
    private static final Duration AFTER = Duration.ofHours(6);
    private static final int DAYS = 14;
    private static final int LEAST_DAYS = 3;
    private static final int NEIGHBOURS =
            (int) (Duration.ofHours(1).toSeconds() / STEP.length().toSeconds());

    private final TrendReader trends;
    private final AlertReader alerts;

    public AlertSeriesReader(TrendReader trends, AlertReader alerts) {
        this.trends = trends;
        this.alerts = alerts;
    }

    public AlertSeries read(Handle handle, AlertSummary alert) {
        Instant from = STEP.floor(alert.surgeStart().minus(BEFORE));
        Instant to = STEP.floor(alert.windowEnd().plus(AFTER));
        // What has not happened yet is no silence.
        Optional<Instant> newest = trends.newestEnd(handle);
        if (newest.isPresent() && newest.get().isBefore(to)) {
            to = STEP.floor(newest.get().plus(STEP.length()).minusMillis(1));
        }
        Instant pastFrom = from.minus(Duration.ofDays(DAYS)).minus(STEP.length().multipliedBy(NEIGHBOURS));
        Map<Instant, TrendPoint> counts = new HashMap<>();
        trends.points(handle, alert.key().text(), pastFrom, to, STEP)
                .forEach(point -> counts.put(point.start(), point));
        List<SeriesPoint> points = new ArrayList<>();
        for (Instant start = from; start.isBefore(to); start = start.plus(STEP.length())) {
            points.add(point(counts, start, alert.surgeStart()));
        }
        return new AlertSeries(alert.key(), from, to, STEP.text(), points, alerts.steps(handle, alert.id()));
    }

    private static SeriesPoint point(Map<Instant, TrendPoint> counts, Instant start, Instant surgeStart) {
        TrendPoint observed = counts.get(start);
        int negative = observed == null ? 0 : observed.negative();
        int total = observed == null ? 0 : observed.total();
        Instant end = start.plus(STEP.length());
        List<Integer> past = past(counts, start, surgeStart);
        if (past.isEmpty()) {
            return new SeriesPoint(start, end, negative, total, null, null, null);
        }
        UsualRange usual = UsualRange.of(past);
        return new SeriesPoint(start, end, negative, total, usual.mean(), usual.low(), usual.high());
    }

    /** Negative messages of the steps around this time of day on the days before; empty where too few days are held. */
    private static List<Integer> past(Map<Instant, TrendPoint> counts, Instant start, Instant surgeStart) {
        List<Integer> past = new ArrayList<>();
        int days = 0;
        for (int day = 1; day <= DAYS; day++) {
            Instant sameTime = start.minus(Duration.ofDays(day));
            List<Integer> around = new ArrayList<>();
            boolean any = false;
            for (int offset = -NEIGHBOURS; offset <= NEIGHBOURS; offset++) {
                Instant at = sameTime.plus(STEP.length().multipliedBy(offset));
                TrendPoint point = at.isBefore(surgeStart) ? counts.get(at) : null;
                any |= point != null;
                around.add(point == null ? 0 : point.negative());
            }
            if (any) {
                days++;
                past.addAll(around);
            }
        }
        return days >= LEAST_DAYS ? past : List.of();
    }
}
