package io.tidewatch.job.inference;

import io.tidewatch.benchmarks.MicroBenchmark;
import io.tidewatch.benchmarks.MicroBenchmarks;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Token ids to scores on all cores, by batch size and length: one operation is a batch; texts are counted beside. */
public class InferenceBenchmark extends MicroBenchmark {
    /** One token in the vocabulary of every bundle. */
    private static final String WORD = "oil";

    private static final int SPECIAL_TOKENS = 2;

    @Param({"1", "4", "16", "64"})
    public int batch;

    @Param({"16", "32", "64", "128"})
    public int length;

    private final OnnxScorer scorer =
            OnnxScorer.open(MicroBenchmarks.bundle(), Runtime.getRuntime().availableProcessors(), 0);
    private List<EncodedText> texts = List.of();

    /** Texts per second. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Texts {
        public long texts;
    }

    @Setup
    public void encode() {
        EncodedText text =
                scorer.encode((WORD + " ").repeat(length - SPECIAL_TOKENS)).get(0);
        if (text.length() != length) {
            throw new IllegalStateException("'" + WORD + "' is not one token of this bundle's vocabulary");
        }
        texts = Collections.nCopies(batch, text);
    }

    @Benchmark
    public List<Scores> score(Texts counter) throws TextScorer.ScoringException {
        counter.texts += batch;
        return scorer.score(texts);
    }

    @TearDown
    public void close() {
        scorer.close();
    }
}
