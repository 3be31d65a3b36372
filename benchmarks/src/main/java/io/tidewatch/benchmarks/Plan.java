package io.tidewatch.benchmarks;

import java.time.Duration;
import java.util.Map;

/**
 * How much is measured. Slow ways get fewer messages, taken evenly from all, so that each takes some tens of seconds.
 *
 * @param messages of the generated input, and the most that are taken from a recorded stream
 * @param constantMessages for the job with made-up scores
 * @param naiveMessages for the job with one message per call
 * @param peerMessages for a Python peer that is fast
 * @param slowPeerMessages for one that is slow
 * @param latencyWarmUp before latency counts
 * @param latencyMeasured for which it counts
 * @param latencySettings of the job while latency is measured
 */
record Plan(
        int repetitions,
        int messages,
        int constantMessages,
        int naiveMessages,
        int peerMessages,
        int slowPeerMessages,
        Duration latencyWarmUp,
        Duration latencyMeasured,
        Map<String, String> latencySettings) {

    /** Half a minute of a job that need not infer; with fewer, its start would be most of what is measured. */
    private static final int CONSTANT_MESSAGES = 300_000;

    /** For figures to go by. */
    static Plan full(int repetitions, int messages) {
        return new Plan(
                repetitions,
                messages,
                CONSTANT_MESSAGES,
                messages / 10,
                messages / 10,
                messages / 50,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Map.of());
    }

    /** To see that everything works; its figures mean little. */
    static Plan quick(int repetitions) {
        return new Plan(
                repetitions,
                400,
                2_000,
                100,
                64,
                8,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                // The wait for earlier messages is the same wherever it is measured; a smoke test need not sit it out.
                Map.of("ingest.max-out-of-orderness", "1s"));
    }
}
