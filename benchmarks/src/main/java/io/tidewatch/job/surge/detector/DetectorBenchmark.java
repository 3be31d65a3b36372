package io.tidewatch.job.surge.detector;

import io.tidewatch.benchmarks.MicroBenchmark;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;

/** One closed window of one key. */
public class DetectorBenchmark extends MicroBenchmark {
    private static final int MOST_MESSAGES = 12;
    private static final int MOST_NEGATIVES = 4;

    private final SurgeDetector detector = new SurgeDetector(SurgeSettings.sentiment());
    private final SurgeState state = detector.newState();
    private final Random random = new Random(1);
    private long window;

    @Benchmark
    public SurgeDecision observe() {
        int negative = random.nextInt(MOST_NEGATIVES);
        return detector.observe(state, window++, negative + random.nextInt(MOST_MESSAGES), negative);
    }
}
