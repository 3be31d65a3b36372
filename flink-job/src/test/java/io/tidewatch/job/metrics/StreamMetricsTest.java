package io.tidewatch.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.tidewatch.events.RejectionReason;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TrendKey;
import org.junit.jupiter.api.Test;

/** What is counted of the stream for dashboards: trends, rejections, the model's confidence. */
class StreamMetricsTest {
    private final RecordedMetrics recorded = new RecordedMetrics();

    @Test
    void closedWindowsAddUpByKeyAndSentiment() {
        TrendMetrics trends = new TrendMetrics(recorded);
        trends.onClosed(TrendKey.ofTopic("Macro"), new SentimentCounts(3, 2, 1), new SentimentCounts(2, 2, 1));
        trends.onClosed(TrendKey.ofTopic("Macro"), new SentimentCounts(1, 0, 0), SentimentCounts.NONE);
        trends.onClosed(TrendKey.ofTheme("workforce"), new SentimentCounts(0, 5, 0), new SentimentCounts(0, 4, 0));
        trends.onClosed(TrendKey.ALL, new SentimentCounts(7, 0, 0), new SentimentCounts(7, 0, 0));

        assertThat(recorded.count("kind=topic label=Macro sentiment=negative tidewatch_trend_messages"))
                .isEqualTo(4);
        assertThat(recorded.count("kind=topic label=Macro sentiment=negative tidewatch_trend_novel_messages"))
                .isEqualTo(2);
        assertThat(recorded.count("kind=topic label=Macro sentiment=positive tidewatch_trend_messages"))
                .isEqualTo(1);
        assertThat(recorded.count("kind=theme label=workforce sentiment=neutral tidewatch_trend_novel_messages"))
                .isEqualTo(4);
        assertThat(recorded.count("kind=all label=all sentiment=negative tidewatch_trend_messages"))
                .isEqualTo(7);
    }

    @Test
    void companiesMakeNoSeries() {
        TrendMetrics trends = new TrendMetrics(recorded);
        trends.onClosed(new TrendKey(null, null, "BRIM"), new SentimentCounts(3, 0, 0), SentimentCounts.NONE);
        trends.onClosed(new TrendKey("Macro", null, "BRIM"), new SentimentCounts(3, 0, 0), SentimentCounts.NONE);
        assertThat(recorded.all()).isEmpty();
    }

    @Test
    void everyReasonIsThereFromTheStartUnderItsCode() {
        RejectionMetrics rejections = new RejectionMetrics(recorded);
        rejections.onRejected(RejectionReason.INVALID_UTF8);
        rejections.onRejected(RejectionReason.INVALID_UTF8);

        assertThat(recorded.all()).hasSize(RejectionReason.values().length);
        assertThat(recorded.count("reason=invalid-utf8 tidewatch_messages_rejected"))
                .isEqualTo(2);
        assertThat(recorded.count("reason=text-too-long tidewatch_messages_rejected"))
                .isZero();
    }

    @Test
    void confidenceIsSummedByTask() {
        ConfidenceMetrics confidence = new ConfidenceMetrics(recorded);
        confidence.onAnswer("topic", 0.9);
        confidence.onAnswer("topic", 0.5);
        confidence.onAnswer("sentiment", 0.7);

        assertThat((Double) recorded.gauge("task=topic tidewatch_confidence_sum"))
                .isEqualTo(1.4, offset(1e-9));
        assertThat(recorded.count("task=topic tidewatch_confidence_count")).isEqualTo(2);
        assertThat(recorded.count("task=sentiment tidewatch_confidence_count")).isEqualTo(1);
    }
}
