package io.tidewatch.job.surge;

import static io.tidewatch.job.fixture.Alerts.evidence;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.OffsetRange;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TrendKey;
import io.tidewatch.job.trend.ClosedWindow;
import io.tidewatch.job.trend.TrendCounts;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurgeContentsTest {
    @Test
    void countsOffsetsAndEvidenceOfAllWindowsAreKept() {
        TrendCounts contents = SurgeContents.of(windows(30));

        assertThat(contents.novel).isEqualTo(new SentimentCounts(60, 30, 0));
        assertThat(contents.offsets).containsExactly(new OffsetRange("news.raw", 0, 0, 29));
        assertThat(contents.evidence).hasSize(10);
        assertThat(contents.evidence.get(0).messageId()).isEqualTo("m29");
    }

    @Test
    void onlyTheHeaviestWordsAreKept() {
        TrendCounts contents = SurgeContents.of(windows(200));

        assertThat(contents.termMicros)
                .hasSize(64)
                .containsKeys("crash", "word199")
                .doesNotContainKeys("after", "word7");
    }

    @Test
    void theWindowsThemselvesAreNotChanged() {
        List<ClosedWindow> windows = windows(3);
        SurgeContents.of(windows);

        assertThat(windows.get(0).counts().novel).isEqualTo(new SentimentCounts(2, 1, 0));
        assertThat(windows.get(0).counts().evidence).hasSize(1);
    }

    private static List<ClosedWindow> windows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    TrendCounts counts = new TrendCounts();
                    counts.novel = new SentimentCounts(2, 1, 0);
                    counts.addTerm("crash", 0.5);
                    counts.addTerm("after", 0.5);
                    counts.addTerm("word" + i, i / 1e3);
                    counts.addOffsets(new OffsetRange("news.raw", 0, i, i));
                    counts.addEvidence(evidence("m" + i, "thing" + i + " broke" + i, 0.5 + i / 1e3));
                    return new ClosedWindow(TrendKey.ofTopic("Macro"), i * 300_000L, (i + 1) * 300_000L, 0, counts);
                })
                .toList();
    }
}
