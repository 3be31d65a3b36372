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
import java.util.function.ToIntFunction;
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
        List<TrendPoint> past = past(counts, start, surgeStart);
        if (past.isEmpty()) {
            return new SeriesPoint(start, end, negative, total, null, null, null, null, null, null);
        }
        UsualRange usual = usual(past, TrendPoint::negative);
        UsualRange usualTotal = usual(past, TrendPoint::total);
        return new SeriesPoint(
                start,
                end,
                negative,
                total,
                usual.mean(),
                usual.low(),
                usual.high(),
                usualTotal.mean(),
                usualTotal.low(),
                usualTotal.high());
    }

    private static UsualRange usual(List<TrendPoint> past, ToIntFunction<TrendPoint> what) {
        return UsualRange.of(past.stream().map(point -> what.applyAsInt(point)).toList());
    }

    /** The steps around this time of day on the days before; empty where too few days are held. */
    private static List<TrendPoint> past(Map<Instant, TrendPoint> counts, Instant start, Instant surgeStart) {
        List<TrendPoint> past = new ArrayList<>();
        int days = 0;
        for (int day = 1; day <= DAYS; day++) {
            Instant sameTime = start.minus(Duration.ofDays(day));
            List<TrendPoint> around = new ArrayList<>();
            boolean any = false;
            for (int offset = -NEIGHBOURS; offset <= NEIGHBOURS; offset++) {
                Instant at = sameTime.plus(STEP.length().multipliedBy(offset));
                TrendPoint point = at.isBefore(surgeStart) ? counts.get(at) : null;
                any |= point != null;
                around.add(point == null ? silence(at) : point);
            }
            if (any) {
                days++;
                past.addAll(around);
            }
        }
        return days >= LEAST_DAYS ? past : List.of();
    }

    private static TrendPoint silence(Instant at) {
        return new TrendPoint(at, at.plus(STEP.length()), 0, 0, 0, 0, 0, 0, null);
    }
}
