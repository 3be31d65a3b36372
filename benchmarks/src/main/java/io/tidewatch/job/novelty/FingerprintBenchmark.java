package io.tidewatch.job.novelty;

import io.tidewatch.benchmarks.MicroBenchmark;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** From a text to what its repeats are recognised by. */
public class FingerprintBenchmark extends MicroBenchmark {
    private final Fingerprinter fingerprinter = new Fingerprinter();
    private final List<String> texts = texts();

    @Benchmark
    public Fingerprint fingerprint() {
        return fingerprinter.fingerprint(next(texts));
    }
}
