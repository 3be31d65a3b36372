package io.tidewatch.quickstart.backtest;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Severity;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.quickstart.TemporaryFolder;
import io.tidewatch.quickstart.replay.Feeder;
import io.tidewatch.quickstart.replay.Replay;
import io.tidewatch.quickstart.replay.ReplayReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares settings on recorded streams. The streams are scored once, by a replay with the model; with each setting the
 * replay is run again with the recorded scores, so that what a setting is said to raise is what the job raises.
 */
public final class StreamBacktest {
    static final String REPORT = "backtest.json";
    static final String TIMELINES = "timelines";
    private static final double DAYS_PER_WEEK = 7;

    private final Path bundle;
    private final List<Path> streams;
    private final Map<String, String> settings;
    private final int parallelism;

    /** Told how the work goes on. */
    public interface Listener {
        /**
         * A pass over the streams begins.
         *
         * @param what in a few words
         * @param messages that it will read
         */
        void begins(String what, long messages);

        /** So many messages were read. */
        void read(long messages);
    }

    /**
     * @param bundle folder of the model bundle
     * @param settings of the job, beside the threshold
     * @throws IllegalArgumentException if a setting is unknown or its value is bad
     */
    public StreamBacktest(Path bundle, List<Path> streams, Map<String, String> settings, int parallelism) {
        this.bundle = bundle;
        this.streams = List.copyOf(streams);
        this.settings = Map.copyOf(settings);
        this.parallelism = parallelism;
        Replay.config("localhost:9092", bundle, settings);
    }

    /**
     * Runs the job with each threshold.
     *
     * @param cache folder of recorded scores, made if absent
     * @param out folder for the results, made if absent
     */
    public BacktestReport run(List<Double> thresholds, Path cache, Path out, Listener listener) throws Exception {
        ModelBundle.Labels labels = ModelBundle.load(bundle).labels();
        long messages = new Feeder(streams, null, null).count();
        Path recording = new ScoreCache(cache).recording(bundle, streams);
        if (!Files.exists(recording)) {
            record(recording, messages, listener);
        }
        List<BacktestReport.Setting> rows = new ArrayList<>();
        TreeMap<String, List<Timeline.Row>> timelines = new TreeMap<>();
        try (RecordedScorer.Source scores = new RecordedScorer.Source(RecordedScores.read(recording, labels), bundle)) {
            for (double threshold : thresholds) {
                Path folder = thresholds.size() == 1 ? out : out.resolve("threshold-" + threshold);
                rows.add(runOne(threshold, folder, scores, messages, listener));
                addRow(timelines, threshold, alerts(folder));
            }
        }
        // The threshold decides on alerts alone, so the trends are the same in all runs.
        TrendFile trends = TrendFile.read(Path.of(rows.get(0).folder()).resolve("trends.jsonl"));
        draw(trends.timelines(timelines), out.resolve(TIMELINES));
        BacktestReport report = report(labels.version(), messages, trends, rows);
        Files.write(
                out.resolve(REPORT),
                EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
        return report;
    }

    private void record(Path recording, long messages, Listener listener) throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create("tidewatch-recording-")) {
            listener.begins("scored", messages);
            Replay replay = new Replay(
                    new Feeder(streams, null, null), bundle, new Replay.Options(null, parallelism, null, settings));
            replay.run(folder.path(), messages, listener::read, alert -> {});
            RecordedScores.record(folder.path().resolve("scored.jsonl"), recording);
        }
    }

    private BacktestReport.Setting runOne(
            double threshold, Path folder, RecordedScorer.Source scores, long messages, Listener listener)
            throws Exception {
        listener.begins(String.format(Locale.ROOT, "threshold %s", threshold), messages);
        Map<String, String> all = new HashMap<>(settings);
        all.put("surge.threshold", Double.toString(threshold));
        Replay replay = new Replay(
                new Feeder(streams, null, null),
                bundle,
                new Replay.Options(null, parallelism, null, all),
                scores.factory());
        ReplayReport run = replay.run(folder, messages, listener::read, alert -> {});
        Map<Severity, Integer> bySeverity = new EnumMap<>(Severity.class);
        Set<String> keys = new HashSet<>();
        List<Alert> opened = alerts(folder);
        for (Alert alert : opened) {
            bySeverity.merge(alert.severity(), 1, Integer::sum);
            keys.add(key(alert));
        }
        return new BacktestReport.Setting(
                threshold, folder.toString(), opened.size(), keys.size(), 0, bySeverity, run.seconds());
    }

    /** The openings: what is said of an alert later is the same alert. */
    private static List<Alert> alerts(Path folder) throws IOException {
        List<Alert> opened = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(folder.resolve("alerts.jsonl"))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Alert alert = EventJson.read(line.getBytes(StandardCharsets.UTF_8), Alert.class);
                if (alert.state() == AlertState.OPENED) {
                    opened.add(alert);
                }
            }
        }
        return opened;
    }

    private static String key(Alert alert) {
        return new TrendKey(alert.topic(), alert.theme(), alert.entity()).asText();
    }

    private static void addRow(TreeMap<String, List<Timeline.Row>> timelines, double threshold, List<Alert> alerts) {
        Map<String, List<Timeline.Mark>> marks = new HashMap<>();
        for (Alert alert : alerts) {
            marks.computeIfAbsent(key(alert), absent -> new ArrayList<>())
                    .add(new Timeline.Mark(
                            alert.windowEnd(),
                            String.format(
                                    Locale.ROOT,
                                    "%s %s, score %.1f: %d negative, expected %.1f",
                                    alert.windowEnd(),
                                    alert.severity(),
                                    alert.score(),
                                    alert.observedNegative(),
                                    alert.expectedNegative())));
        }
        marks.forEach((key, ofKey) -> timelines
                .computeIfAbsent(key, absent -> new ArrayList<>())
                .add(new Timeline.Row(Double.toString(threshold), ofKey)));
    }

    private static void draw(List<Timeline> timelines, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Timeline timeline : timelines) {
            String name = timeline.key().replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT);
            Files.writeString(folder.resolve(name + ".svg"), TimelineSvg.of(timeline));
        }
    }

    private BacktestReport report(
            String model, long messages, TrendFile trends, List<BacktestReport.Setting> settingsRun) {
        double weeks = Duration.between(trends.from(), trends.to()).toSeconds()
                / (DAYS_PER_WEEK * Duration.ofDays(1).toSeconds());
        double keyWeeks = weeks * Math.max(1, trends.keys());
        return new BacktestReport(
                streams.stream().map(Path::toString).toList(),
                model,
                messages,
                trends.from(),
                trends.to(),
                trends.keys(),
                keyWeeks,
                settingsRun.stream().map(run -> run.per(keyWeeks)).toList());
    }
}
