package io.tidewatch.alerting.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key's last day against the six days before. */
public record TrendRow(
        KeyView key,
        List<TrendPoint> points,
        int negative,
        double expectedNegative,
        int total,
        @Nullable Double meanScore,
        @Nullable Double usualMeanScore,
        double unusual,
        @Nullable AlertSummary openAlert) {}
