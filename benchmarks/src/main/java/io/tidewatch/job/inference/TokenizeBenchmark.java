package io.tidewatch.job.inference;

import io.tidewatch.benchmarks.MicroBenchmark;
import io.tidewatch.benchmarks.MicroBenchmarks;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

/** From a text to its token ids, in windows if it is long. */
public class TokenizeBenchmark extends MicroBenchmark {
    private final OnnxScorer scorer = OnnxScorer.open(MicroBenchmarks.bundle(), 1, 0);
    private final List<String> texts = texts();

    @Benchmark
    public List<EncodedText> tokenize() {
        return scorer.encode(next(texts));
    }

    @TearDown
    public void close() {
        scorer.close();
    }
}
