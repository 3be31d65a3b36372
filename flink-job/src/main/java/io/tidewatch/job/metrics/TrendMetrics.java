package io.tidewatch.job.metrics;

import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TrendKey;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Messages by key and sentiment, as windows close, for the live view; corrections by late messages are not in it. Only
 * keys whose labels come from the model are counted, a few dozen: entities would be too many series, and the console
 * draws them from {@code sentiment.trends}. For one thread.
 */
public final class TrendMetrics {
    private final MetricGroup group;
    private final Map<TrendKey, Counters> byKey = new HashMap<>();

    public TrendMetrics(MetricGroup group) {
        this.group = group;
    }

    /**
     * Counts a window at its first closing.
     *
     * @param raw all its messages
     * @param novel those that repeat no other
     */
    public void onClosed(TrendKey key, SentimentCounts raw, SentimentCounts novel) {
        boolean combined = key.topic() != null && key.theme() != null;
        if (key.entity() == null && !combined) {
            byKey.computeIfAbsent(key, added -> new Counters(group, added)).add(raw, novel);
        }
    }

    private record Counters(BySentiment raw, BySentiment novel) {
        Counters(MetricGroup group, TrendKey key) {
            this(labelled(group, key));
        }

        private Counters(MetricGroup labelled) {
            this(
                    new BySentiment(labelled, MetricNames.TREND_MESSAGES),
                    new BySentiment(labelled, MetricNames.TREND_NOVEL_MESSAGES));
        }

        private static MetricGroup labelled(MetricGroup group, TrendKey key) {
            String kind = key.topic() != null ? "topic" : key.theme() != null ? "theme" : "all";
            String label = key.topic() != null ? key.topic() : key.theme() != null ? key.theme() : "all";
            return group.addGroup("kind", kind).addGroup("label", label);
        }

        void add(SentimentCounts rawCounts, SentimentCounts novelCounts) {
            raw.add(rawCounts);
            novel.add(novelCounts);
        }
    }

    private record BySentiment(Counter negative, Counter neutral, Counter positive) {
        BySentiment(MetricGroup group, String name) {
            this(counter(group, name, "negative"), counter(group, name, "neutral"), counter(group, name, "positive"));
        }

        private static Counter counter(MetricGroup group, String name, String sentiment) {
            return group.addGroup("sentiment", sentiment).counter(name);
        }

        void add(SentimentCounts counts) {
            negative.inc(counts.negative());
            neutral.inc(counts.neutral());
            positive.inc(counts.positive());
        }
    }
}
