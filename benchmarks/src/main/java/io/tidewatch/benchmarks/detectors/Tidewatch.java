package io.tidewatch.benchmarks.detectors;

import io.tidewatch.job.surge.detector.SurgeDecision;
import io.tidewatch.job.surge.detector.SurgeDetector;
import io.tidewatch.job.surge.detector.SurgeSettings;
import io.tidewatch.job.surge.detector.SurgeState;
import java.util.ArrayList;
import java.util.List;

/** The project's own detector, with the settings that the job runs with. */
final class Tidewatch implements Detector {
    private final SurgeDetector detector = new SurgeDetector(SurgeSettings.sentiment());

    @Override
    public String name() {
        return "Tidewatch";
    }

    double threshold() {
        return detector.settings().threshold();
    }

    @Override
    public double[] scores(CountSeries series) {
        double[] scores = new double[series.length()];
        observe(series, (window, decision) -> scores[window] = decision.scoreAboveBar());
        return scores;
    }

    /** Windows in which the detector itself raises an alert, at its own threshold. */
    List<Integer> alerts(CountSeries series) {
        List<Integer> alerts = new ArrayList<>();
        observe(series, (window, decision) -> {
            if (decision.alert()) {
                alerts.add(window);
            }
        });
        return alerts;
    }

    private interface Observer {
        void on(int window, SurgeDecision decision);
    }

    private void observe(CountSeries series, Observer observer) {
        SurgeState state = detector.newState();
        for (int window = 0; window < series.length(); window++) {
            if (!series.isMissing(window)) {
                observer.on(
                        window, detector.observe(state, window, series.totals()[window], series.negatives()[window]));
            }
        }
    }
}
