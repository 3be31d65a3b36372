package io.tidewatch.job.trend;

import io.tidewatch.events.Evidence;
import io.tidewatch.events.Highlight;
import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.OffsetRange;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import io.tidewatch.job.inference.TaskScore;
import io.tidewatch.job.ingest.Arrival;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules of counting: under which keys a message counts, and for what. */
final class MessageCounter implements Serializable {
    private static final long serialVersionUID = 1;
    /** Enough to judge a message; whole articles would swell every window's state. */
    private static final int MAX_EVIDENCE_CHARS = 500;

    private final Set<NewsKind> excludedKinds;
    private final int negativeIndex;
    private final int positiveIndex;

    MessageCounter(Set<NewsKind> excludedKinds, ModelTask sentiment) {
        this.excludedKinds = excludedKinds;
        this.negativeIndex = sentiment.labels().indexOf(ModelTask.NEGATIVE);
        this.positiveIndex = sentiment.labels().indexOf(ModelTask.POSITIVE);
    }

    static List<TrendKey> keys(Scored scored) {
        List<TrendKey> keys = new ArrayList<>(3);
        keys.add(TrendKey.ALL);
        keys.add(TrendKey.ofTopic(scored.scores().task(ModelTask.TOPIC).label()));
        String theme = scored.scores().task(ModelTask.THEME).label();
        if (!theme.equals(ModelTask.NO_THEME)) {
            keys.add(TrendKey.ofTheme(theme));
        }
        return keys;
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
        TaskScore sentiment = scored.scores().task(ModelTask.SENTIMENT);
        SentimentCounts one = one(sentiment.label());
        counts.raw = counts.raw.plus(one);
        if (scored.storied().novelty() != Novelty.NOVEL) {
            return;
        }
        counts.novel = counts.novel.plus(one);
        counts.addScore(sentiment.probabilities()[positiveIndex] - sentiment.probabilities()[negativeIndex]);
        if (one.negative() > 0) {
            counts.addEvidence(evidence(arrival, sentiment));
            for (Highlight highlight : sentiment.highlights()) {
                String word = arrival.text().substring(highlight.start(), highlight.end());
                counts.addTerm(word.toLowerCase(Locale.ROOT), highlight.weight());
            }
        }
    }

    private static SentimentCounts one(String sentiment) {
        return switch (sentiment) {
            case ModelTask.NEGATIVE -> new SentimentCounts(1, 0, 0);
            case ModelTask.POSITIVE -> new SentimentCounts(0, 0, 1);
            default -> new SentimentCounts(0, 1, 0);
        };
    }

    private Evidence evidence(Arrival arrival, TaskScore sentiment) {
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
                sentiment.label(),
                Math.round(sentiment.probabilities()[negativeIndex] * 1e4) / 1e4,
                sentiment.highlights().stream()
                        .filter(highlight -> highlight.end() <= shown)
                        .toList(),
                null);
    }
}
