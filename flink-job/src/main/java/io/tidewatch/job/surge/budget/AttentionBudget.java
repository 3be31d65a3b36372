package io.tidewatch.job.surge.budget;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.DeskSetting;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.surge.AlertSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the desk as many negative surges as it can read.
 *
 * <p>The detectors find surges from {@link #LEAST_SCORE} on, and tell of each new peak. A surge is shown once its peak
 * reaches the threshold of the day, and is opened with the window that reached it. That threshold is the score that as
 * many peaks of the last four weeks reached as the budget allows for: with 20 a day, the 560th highest. It changes at
 * midnight UTC of event time and follows from the surges before alone, so the same input gives the same alerts.
 *
 * <p>What the desk says of an alert moves the threshold of its key from the next day on, by {@link #STEP} for each alert of
 * the last four weeks, up if it was false and down if it was real. A key that is moved up leaves room for others: peaks are
 * compared by how far they are above what their key is moved by, so the budget holds all the same.
 *
 * <p>Until a week of surges is known, the threshold is {@code surge.threshold}. A desk with so few keys that they do not
 * fill its budget is shown all from the least score on. Unusual attention is not part of the budget.
 *
 * <p>A budget that the desk sets takes the place of {@code alerts.budget} from the next day on, a threshold that it sets for a
 * key that of {@code alerts.thresholds} at once.
 */
public final class AttentionBudget {
    /** At which the benchmark has one false alarm per key and week; what is lower is noise to anybody. */
    public static final double LEAST_SCORE = 1.76;

    /** A score is minus the logarithm of a probability: eight verdicts of a kind are as much as a factor of six. */
    static final double STEP = 0.1;

    static final double FARTHEST = 0.8;

    private static final Logger LOG = LoggerFactory.getLogger(AttentionBudget.class);
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final int DAYS = 28;
    private static final int FEWEST_DAYS = 7;

    private final JobConfig.Alerts alerts;
    private final double startingScore;
    private final double leastScore;
    private final int updateWindows;
    private final MapState<String, Candidate> candidates;
    private final ValueState<DayThresholds> thresholds;
    /** Set by the desk; nothing where it has set none. */
    private final ValueState<Integer> perDay;
    /** Set by the desk, by key. */
    private final MapState<String, Double> ofKeys;

    public AttentionBudget(JobConfig.Surge surge, RuntimeContext context) {
        this.alerts = surge.alerts();
        this.startingScore = surge.threshold();
        this.leastScore = Math.min(LEAST_SCORE, surge.threshold());
        this.updateWindows = surge.updateWindows();
        candidates = context.getMapState(
                new MapStateDescriptor<>("candidates", Types.STRING, TypeInformation.of(Candidate.class)));
        thresholds =
                context.getState(new ValueStateDescriptor<>("day-thresholds", TypeInformation.of(DayThresholds.class)));
        perDay = context.getState(new ValueStateDescriptor<>("alerts-per-day", Types.INT));
        ofKeys = context.getMapState(new MapStateDescriptor<>("thresholds-of-keys", Types.STRING, Types.DOUBLE));
    }

    /**
     * Takes a step in the life of a surge.
     *
     * @param step in the order of event time
     * @return the step as the desk is to see it; null where it is not to
     */
    public @Nullable Alert admit(Alert step) throws Exception {
        if (!alerts.areChosen() || step.kind() != AlertKind.NEGATIVE_SURGE) {
            return step;
        }
        long now = step.windowEnd().toEpochMilli();
        double needed = needed(step.key().asText(), (now - 1) / DAY_MILLIS);
        Candidate known = candidates.get(step.id());
        Candidate candidate = (known == null ? Candidate.found(step) : known).withPeak(step.peakScore());
        boolean shownBefore = candidate.isShown();
        boolean tell;
        if (shownBefore) {
            tell = step.state() != AlertState.ONGOING || now - candidate.toldMillis() >= updateMillis(step);
            candidate = tell ? candidate.told(now) : candidate;
        } else {
            tell = step.state() != AlertState.RESOLVED && candidate.peak() >= needed;
            candidate = tell ? candidate.shown(needed, now) : candidate;
        }
        candidates.put(step.id(), candidate);
        if (!tell) {
            return null;
        }
        AlertState state = shownBefore ? step.state() : AlertState.OPENED;
        Alert shown = step.shown(state, candidate.threshold(), Instant.ofEpochMilli(candidate.shownMillis()));
        return shown.withSummary(AlertSummary.of(shown));
    }

    /** Heeds a verdict or a setting. */
    public void hear(DeskWord word) throws Exception {
        DeskSetting setting = word.setting();
        if (setting != null) {
            LOG.info(
                    "{} has set a budget of {} alerts a day, and thresholds {}",
                    setting.setBy(),
                    setting.alertsPerDay(),
                    setting.thresholds());
            perDay.update(setting.alertsPerDay());
            ofKeys.clear();
            ofKeys.putAll(setting.thresholds());
        }
        if (word.verdict() != null) {
            judge(word.verdict());
        }
    }

    /** Remembers what the desk said of an alert, if it is one of the last four weeks. Its last word counts. */
    private void judge(AnalystFeedback feedback) throws Exception {
        Candidate known = candidates.get(feedback.targetId());
        if (known != null && feedback.verdict() != AnalystFeedback.Verdict.SNOOZE) {
            candidates.put(feedback.targetId(), known.judged(feedback.verdict()));
        }
    }

    private long updateMillis(Alert step) {
        return updateWindows
                * Duration.between(step.windowStart(), step.windowEnd()).toMillis();
    }

    /** The threshold that somebody gave the key; null where nobody did. */
    private @Nullable Double own(String key) throws Exception {
        Double ofTheDesk = ofKeys.get(key);
        return ofTheDesk == null ? alerts.thresholds().get(key) : ofTheDesk;
    }

    private double needed(String key, long day) throws Exception {
        Double own = own(key);
        if (own != null) {
            return own;
        }
        DayThresholds today = ofTheDay(day);
        return Math.max(leastScore, today.score() + today.moved().getOrDefault(key, 0.0));
    }

    private DayThresholds ofTheDay(long day) throws Exception {
        DayThresholds known = thresholds.value();
        // A step that was known only after the feed's silence belongs to a day that is over.
        if (known != null && known.day() >= day) {
            return known;
        }
        long firstDay = known == null ? day : known.firstDay();
        List<Candidate> recent = recent((day - DAYS) * DAY_MILLIS);
        Map<String, Double> moved = moved(recent);
        DayThresholds now = new DayThresholds(firstDay, day, score(recent, moved, day - firstDay), moved);
        thresholds.update(now);
        LOG.info(
                "Surges of {} are shown from a score of {}, moved by verdicts {}",
                Instant.ofEpochMilli(day * DAY_MILLIS),
                now.score(),
                moved);
        return now;
    }

    private double score(List<Candidate> recent, Map<String, Double> moved, long daysKnown) throws Exception {
        Integer ofTheDesk = perDay.value();
        double budget = ofTheDesk == null ? alerts.budget() : ofTheDesk;
        if (budget == 0 || daysKnown < FEWEST_DAYS) {
            return startingScore;
        }
        int allowed = (int) Math.round(budget * Math.min(DAYS, daysKnown));
        List<Double> peaks = new ArrayList<>();
        for (Candidate candidate : recent) {
            Double own = own(candidate.key());
            if (own == null) {
                peaks.add(candidate.peak() - moved.getOrDefault(candidate.key(), 0.0));
            } else if (candidate.peak() >= own) {
                allowed--;
            }
        }
        if (allowed >= peaks.size()) {
            return leastScore;
        }
        peaks.sort(Comparator.reverseOrder());
        return Math.max(leastScore, peaks.get(Math.max(1, allowed) - 1));
    }

    private static Map<String, Double> moved(List<Candidate> recent) {
        Map<String, Integer> falseAlarms = new HashMap<>();
        for (Candidate candidate : recent) {
            if (candidate.verdict() != null) {
                int one = candidate.verdict() == AnalystFeedback.Verdict.FALSE_ALARM ? 1 : -1;
                falseAlarms.merge(candidate.key(), one, Integer::sum);
            }
        }
        Map<String, Double> moved = new HashMap<>();
        falseAlarms.forEach((key, more) -> {
            if (more != 0) {
                moved.put(key, Math.max(-FARTHEST, Math.min(FARTHEST, STEP * more)));
            }
        });
        return moved;
    }

    /** Those found after the instant; the others are forgotten. */
    private List<Candidate> recent(long millis) throws Exception {
        List<Candidate> recent = new ArrayList<>();
        List<String> old = new ArrayList<>();
        for (Map.Entry<String, Candidate> each : candidates.entries()) {
            if (each.getValue().foundMillis() <= millis) {
                old.add(each.getKey());
            } else {
                recent.add(each.getValue());
            }
        }
        for (String id : old) {
            candidates.remove(id);
        }
        return recent;
    }
}
