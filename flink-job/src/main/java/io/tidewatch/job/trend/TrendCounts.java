package io.tidewatch.job.trend;

import io.tidewatch.events.Evidence;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.OffsetRange;
import io.tidewatch.events.SentimentCounts;
import io.tidewatch.events.TermWeight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of some messages. Adding commutes and associates exactly, so it does not matter where and in which
 * order parts were counted: sums are whole numbers, and the evidence is the best of a total order.
 */
public class TrendCounts {
    private static final int MAX_EVIDENCE = 10;
    /** More companies than five minutes of one topic's news are about; a bound on what a flood can take. */
    private static final int MAX_ENTITIES = 256;

    private static final double MICROS = 1e6;
    private static final Comparator<Evidence> BEST_EVIDENCE_FIRST = Comparator.comparingDouble(Evidence::probability)
            .reversed()
            .thenComparing(Evidence::publishedAt)
            .thenComparing(Evidence::messageId)
            .thenComparing(Evidence::text);

    /** Goes by the ticker alone and favours none. */
    private static final Comparator<String> ENTITY_ORDER =
            Comparator.<String>comparingInt(TrendCounts::mixedHash).thenComparing(Comparator.naturalOrder());

    private static final Comparator<ModelStamp> LATEST_LAST =
            Comparator.comparingLong(ModelStamp::epoch).thenComparing(ModelStamp::version);

    // Public and not final, as Flink's POJO serializer wants it: fields may be added later, and old state still reads.
    public SentimentCounts novel = SentimentCounts.NONE;
    public SentimentCounts raw = SentimentCounts.NONE;
    public int pressReleases;
    /** Messages that came when the watermark had passed their window's end. */
    public int lateMessages;
    /** Sum of P(positive) - P(negative) over novel messages, in millionths. */
    public long scoreMicros;
    /** Weight of the highlights in novel negative messages by lower-case word, in millionths. */
    public Map<String, Long> termMicros = new HashMap<>();

    /** Novel negative messages by the entities that they are about; see {@link #addEntity}. */
    public Map<String, Integer> entityMessages = new HashMap<>();

    public List<Evidence> evidence = new ArrayList<>();
    public List<OffsetRange> offsets = new ArrayList<>();
    public @Nullable ModelStamp model;

    /** All messages that were counted. */
    public int messages() {
        return raw.total() + pressReleases;
    }

    public void addScore(double score) {
        scoreMicros += Math.round(score * MICROS);
    }

    public void addTerm(String term, double weight) {
        termMicros.merge(term, Math.round(weight * MICROS), Long::sum);
    }

    /**
     * Counts a novel negative message that is about an entity. Of too many entities those are kept that come first in an
     * order that no count changes: so one that is kept in the end was never dropped before, wherever its messages were
     * counted, and its count is exact.
     */
    public void addEntity(String ticker) {
        addEntity(ticker, 1);
    }

    private void addEntity(String ticker, int messages) {
        entityMessages.merge(ticker, messages, Integer::sum);
        if (entityMessages.size() > MAX_ENTITIES) {
            entityMessages.remove(Collections.max(entityMessages.keySet(), ENTITY_ORDER));
        }
    }

    /** Java's hash of a short text leaves its high bits poorly mixed; the multiplier is Knuth's. */
    private static int mixedHash(String text) {
        return text.hashCode() * 0x9E3779B1;
    }

    public void addEvidence(Evidence candidate) {
        if (evidence.size() == MAX_EVIDENCE
                && BEST_EVIDENCE_FIRST.compare(candidate, evidence.get(MAX_EVIDENCE - 1)) >= 0) {
            return;
        }
        evidence.add(candidate);
        evidence.sort(BEST_EVIDENCE_FIRST);
        if (evidence.size() > MAX_EVIDENCE) {
            evidence.remove(MAX_EVIDENCE);
        }
    }

    public void addOffsets(OffsetRange added) {
        for (int i = 0; i < offsets.size(); i++) {
            OffsetRange range = offsets.get(i);
            if (range.partition() == added.partition() && range.topic().equals(added.topic())) {
                long first = Math.min(range.first(), added.first());
                long last = Math.max(range.last(), added.last());
                offsets.set(i, new OffsetRange(range.topic(), range.partition(), first, last));
                return;
            }
        }
        offsets.add(added);
        offsets.sort(Comparator.comparing(OffsetRange::topic).thenComparing(OffsetRange::partition));
    }

    /** Of several models the one of the latest epoch; of two that a restart gave the same epoch, the greater version. */
    public void addModel(ModelStamp added) {
        if (model == null || LATEST_LAST.compare(added, model) > 0) {
            model = added;
        }
    }

    public TrendCounts add(TrendCounts other) {
        novel = novel.plus(other.novel);
        raw = raw.plus(other.raw);
        pressReleases += other.pressReleases;
        lateMessages += other.lateMessages;
        scoreMicros += other.scoreMicros;
        other.termMicros.forEach((term, micros) -> termMicros.merge(term, micros, Long::sum));
        other.entityMessages.forEach(this::addEntity);
        other.evidence.forEach(this::addEvidence);
        other.offsets.forEach(this::addOffsets);
        if (other.model != null) {
            addModel(other.model);
        }
        return this;
    }

    /** Mean of P(positive) - P(negative) over novel messages, rounded to 6 decimals; null where there are none. */
    public @Nullable Double meanScore() {
        return novel.total() == 0 ? null : Math.round((double) scoreMicros / novel.total()) / MICROS;
    }

    /** The entities that most novel negative messages are about, first those with the most. */
    public List<String> leadingEntities(int count) {
        return entityMessages.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The words that counted most, strongest first. */
    public List<TermWeight> leadingTerms(int count) {
        return termMicros.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(entry -> new TermWeight(entry.getKey(), entry.getValue() / MICROS))
                .toList();
    }
}
