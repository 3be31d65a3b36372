package io.tidewatch.job.trend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Evidence;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.OffsetRange;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TermWeight;
import io.tidewatch.job.fixture.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendCountsTest {
    @Test
    void theSumDoesNotDependOnOrderOrGrouping() {
        Random random = new Random(5);
        for (int round = 0; round < 50; round++) {
            long seed = random.nextLong();
            String inOrder = json(sum(parts(seed)));

            List<TrendCounts> shuffled = parts(seed);
            Collections.shuffle(shuffled, random);
            assertThat(json(sum(shuffled))).isEqualTo(inOrder);

            List<TrendCounts> grouped = parts(seed);
            int middle = random.nextInt(grouped.size());
            TrendCounts right = sum(grouped.subList(middle, grouped.size()));
            assertThat(json(sum(grouped.subList(0, middle)).add(right))).isEqualTo(inOrder);
        }
    }

    @Test
    void keepsTheTenMostNegativeMessages() {
        TrendCounts counts = new TrendCounts();
        for (int i = 0; i < 25; i++) {
            counts.addEvidence(evidence("m" + i, (i * 7 % 25) / 25.0, "text"));
        }

        assertThat(counts.evidence)
                .extracting(Evidence::probability)
                .containsExactly(0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72, 0.68, 0.64, 0.6);
    }

    @Test
    void theMeanScoreIsThatOfNovelMessages() {
        TrendCounts counts = new TrendCounts();
        assertThat(counts.meanScore()).isNull();

        counts.novel = new SentimentCounts(1, 0, 2);
        counts.addScore(-0.5);
        counts.addScore(0.25);
        counts.addScore(0.75);

        assertThat(counts.meanScore()).isEqualTo(0.166667);
    }

    @Test
    void leadingTermsAreSortedByWeightThenAlphabet() {
        TrendCounts counts = new TrendCounts();
        counts.addTerm("loss", 0.2);
        counts.addTerm("bank", 0.5);
        counts.addTerm("loss", 0.3);
        counts.addTerm("war", 0.1);

        assertThat(counts.leadingTerms(2)).containsExactly(new TermWeight("bank", 0.5), new TermWeight("loss", 0.5));
    }

    @Test
    void leadingEntitiesAreSortedByMessagesThenAlphabet() {
        TrendCounts counts = new TrendCounts();
        List.of("PYLK", "MRWD", "AAA", "MRWD", "PYLK", "BBB").forEach(counts::addEntity);

        assertThat(counts.leadingEntities(3)).containsExactly("MRWD", "PYLK", "AAA");
    }

    @Test
    void aFloodOfEntitiesIsBoundedAndTheSumStillTheSame() {
        TrendCounts together = new TrendCounts();
        List<TrendCounts> apart = List.of(new TrendCounts(), new TrendCounts(), new TrendCounts());
        for (int i = 0; i < 6_000; i++) {
            String ticker = "FAKE" + i % 1_000;
            together.addEntity(ticker);
            apart.get(i % apart.size()).addEntity(ticker);
        }

        TrendCounts sum = sum(apart);

        assertThat(sum.entityMessages).hasSize(256).isEqualTo(together.entityMessages);
        assertThat(sum.entityMessages.values()).containsOnly(6);
    }

    private static TrendCounts sum(List<TrendCounts> parts) {
        return parts.stream().reduce(new TrendCounts(), TrendCounts::add);
    }

    /** New ones on each call, because adding changes them. */
    private static List<TrendCounts> parts(long seed) {
        Random random = new Random(seed);
        List<TrendCounts> parts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            TrendCounts part = new TrendCounts();
            part.novel = new SentimentCounts(random.nextInt(3), random.nextInt(3), random.nextInt(3));
            part.raw = part.novel.plus(new SentimentCounts(random.nextInt(3), 0, 0));
            part.pressReleases = random.nextInt(2);
            part.addScore(random.nextDouble() - 0.5);
            part.addTerm("term" + random.nextInt(5), random.nextDouble());
            part.addEntity("ENT" + random.nextInt(4));
            part.addEvidence(evidence("m" + random.nextInt(4), random.nextInt(3) / 2.0, "text " + random.nextInt(99)));
            part.addOffsets(new OffsetRange("news.raw", random.nextInt(3), i, i + random.nextInt(9)));
            part.addModel(new ModelStamp("1." + random.nextInt(2), random.nextInt(2)));
            parts.add(part);
        }
        return parts;
    }

    private static Evidence evidence(String id, double probability, String text) {
        return new Evidence(id, Message.NOON, "wire.example", text, "negative", probability, List.of(), null);
    }

    /** With terms in order: a map's own order means nothing. */
    private static String json(TrendCounts counts) {
        return EventJson.mapper().valueToTree(counts).get("evidence").toString()
                + counts.novel
                + counts.raw
                + counts.pressReleases
                + counts.scoreMicros
                + counts.offsets
                + counts.model
                + counts.leadingEntities(100)
                + counts.leadingTerms(100);
    }
}
