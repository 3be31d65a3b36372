package io.tidewatch.job.inference;

import io.tidewatch.benchmarks.MicroBenchmark;
import io.tidewatch.benchmarks.MicroBenchmarks;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** Batches out of as many texts as may wait: one operation forms the batches of all windows of 1,024 texts. */
public class BatchFormingBenchmark extends MicroBenchmark {
    private final List<EncodedText> encoded = encoded();

    private static List<EncodedText> encoded() {
        try (OnnxScorer scorer = OnnxScorer.open(MicroBenchmarks.bundle(), 1, 0)) {
            return texts().stream()
                    .flatMap(text -> scorer.encode(text).stream())
                    .toList();
        }
    }

    @Benchmark
    public List<List<EncodedText>> plan() {
        return BatchPlanner.plan(encoded, TextScorer.DEFAULT_BATCH_TOKENS);
    }
}
