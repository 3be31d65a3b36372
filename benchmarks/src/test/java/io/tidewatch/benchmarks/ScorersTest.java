package io.tidewatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.NewsMessage;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.inference.Scores;
import io.tidewatch.quickstart.cli.ModelOption;
import io.tidewatch.quickstart.demo.stream.InventedNews;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScorersTest {
    private static final Path TINY = ModelOption.root().resolve("training/tests/fixtures/tiny-bundle");

    @Test
    void theNaiveScorerDecidesAsTheJobsOwnDoes() throws Exception {
        List<String> headlines = texts(300).stream()
                .filter(text -> text.length() < NaiveScorer.LENGTH)
                .toList();
        assertThat(headlines).hasSizeGreaterThan(100);
        try (OnnxScorer own = OnnxScorer.open(TINY, 1, 0);
                NaiveScorer naive = NaiveScorer.open(TINY, Device.CPU, new ScorerFactory.Resources(1, 0), 0)) {
            List<Scores> expected = own.scoreTexts(headlines);
            List<Scores> scores = naive.scoreTexts(headlines);
            for (int i = 0; i < headlines.size(); i++) {
                for (ModelTask task : ModelBundle.load(TINY).tasks()) {
                    assertThat(scores.get(i).task(task.name()).label())
                            .as(headlines.get(i))
                            .isEqualTo(expected.get(i).task(task.name()).label());
                }
            }
        }
    }

    @Test
    void theNaiveScorerCutsWhatIsLongerThanItsLength() throws Exception {
        try (NaiveScorer naive = NaiveScorer.open(TINY, Device.CPU, new ScorerFactory.Resources(1, 0), 0)) {
            assertThat(naive.scoreTexts(List.of("oil up ".repeat(500)))).hasSize(1);
        }
    }

    @Test
    void madeUpScoresAreTheSameForATextAndSpreadOverAllLabels() throws Exception {
        ModelBundle.Labels labels = ModelBundle.load(TINY).labels();
        List<String> texts = texts(3_000);
        try (ConstantScorer scorer = new ConstantScorer(labels, 0);
                ConstantScorer again = new ConstantScorer(labels, 0)) {
            List<Scores> scores = scorer.scoreTexts(texts);
            for (ModelTask task : labels.tasks()) {
                List<String> decided = scores.stream()
                        .map(each -> each.task(task.name()).label())
                        .toList();
                assertThat(again.scoreTexts(texts).stream()
                                .map(each -> each.task(task.name()).label()))
                        .isEqualTo(decided);
                double even = (double) texts.size() / task.labels().size();
                for (String label : task.labels()) {
                    assertThat(decided.stream().filter(label::equals).count())
                            .as(label)
                            .isBetween(Math.round(even / 2), Math.round(even * 2));
                }
            }
        }
    }

    private static List<String> texts(int count) throws Exception {
        InventedNews news = new InventedNews();
        return Stream.generate(() -> news.next(Instant.EPOCH))
                .limit(count)
                .map(NewsMessage::text)
                .toList();
    }
}
