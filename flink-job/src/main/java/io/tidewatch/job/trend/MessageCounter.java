package io.tidewatch.job.trend;

import io.tidewatch.events.Evidence;
import io.tidewatch.events.Highlight;
import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.OffsetRange;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import io.tidewatch.job.inference.TaskScore;
import io.tidewatch.job.ingest.Arrival;
import java.io.Serializable;
import java.util.Locale;
import java.util.Set;

/** The rules of counting: for what a message counts; {@link MessageKeys} says under which keys. */
final class MessageCounter implements Serializable {
    private static final long serialVersionUID = 1;
    /** Enough to judge a message; whole articles would swell every window's state. */
    private static final int MAX_EVIDENCE_CHARS = 500;

    private final Set<NewsKind> excludedKinds;
    private final boolean abstains;
    private final int negativeIndex;
    private final int positiveIndex;

    /** @throws IllegalArgumentException if it is to abstain, and the model does not say or never is certain */
    MessageCounter(JobConfig.Trend config, ModelTask sentiment) {
        if (config.abstain() && !(sentiment.certainAbove() > 0 && sentiment.certainAbove() <= 1)) {
            throw new IllegalArgumentException("'trend.abstain' needs a model whose manifest has a certainAbove for the"
                    + " sentiment: choose another model version, export one with a lower --target-accuracy, or set"
                    + " 'trend.abstain' to false");
        }
        this.excludedKinds = config.excludedKinds();
        this.abstains = config.abstain();
        this.negativeIndex = sentiment.labels().indexOf(ModelTask.NEGATIVE);
        this.positiveIndex = sentiment.labels().indexOf(ModelTask.POSITIVE);
    }

    void count(Scored scored, TrendCounts counts) {
        Arrival arrival = scored.storied().arrival();
        counts.addModel(scored.scores().model());
        counts.addOffsets(new OffsetRange(
                arrival.origin().topic(),
                arrival.origin().partition(),
                arrival.origin().offset(),
                arrival.origin().offset()));
        if (excludedKinds.contains(arrival.kind())) {
            counts.pressReleases++;
            return;
        }
        TaskScore score = scored.scores().task(ModelTask.SENTIMENT);
        SentimentCounts one = one(score);
        counts.raw = counts.raw.plus(one);
        if (scored.storied().novelty() != Novelty.NOVEL) {
            return;
        }
        counts.novel = counts.novel.plus(one);
        counts.addScore(score.probabilities()[positiveIndex] - score.probabilities()[negativeIndex]);
        if (one.negative() > 0) {
            counts.addEvidence(evidence(arrival, score));
            arrival.entities().forEach(counts::addEntity);
            for (Highlight highlight : score.highlights()) {
                String word = arrival.text().substring(highlight.start(), highlight.end());
                counts.addTerm(word.toLowerCase(Locale.ROOT), highlight.weight());
            }
        }
    }

    /** An abstention is neither negative nor positive, but the message was there: volume is corrected by the total. */
    private SentimentCounts one(TaskScore score) {
        boolean undecided = abstains && score.uncertain();
        return switch (undecided ? ModelTask.NEUTRAL : score.label()) {
            case ModelTask.NEGATIVE -> new SentimentCounts(1, 0, 0);
            case ModelTask.POSITIVE -> new SentimentCounts(0, 0, 1);
            default -> new SentimentCounts(0, 1, 0);
        };
    }

    private Evidence evidence(Arrival arrival, TaskScore score) {
        String text = arrival.text();
        int end = Math.min(text.length(), MAX_EVIDENCE_CHARS);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        int shown = end;
        return new Evidence(
                arrival.id(),
                arrival.publishedAt(),
                arrival.source(),
                text.substring(0, shown),
                score.label(),
                Math.round(score.probabilities()[negativeIndex] * 1e4) / 1e4,
                score.highlights().stream()
                        .filter(highlight -> highlight.end() <= shown)
                        .toList(),
                null);
    }
}
