package io.tidewatch.job.inference;

import io.tidewatch.job.inference.TextScorer.ScoringException;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds by trying how many tokens a GPU likes in a batch. A processor's answer is known and not looked for. */
final class BatchSweep {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSweep.class);
    private static final List<Integer> BATCH_TOKENS = List.of(2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072);
    /** A larger batch must be this much faster: it makes every text in it wait longer. */
    private static final double WORTH_IT = 1.05;

    private static final int RUNS = 5;
    private static final String HEADLINE =
            "Alderpoint Bank shares fall as regulators open an inquiry into its reserves for commercial property loans";

    private BatchSweep() {}

    /**
     * Returns the batch size, in padded tokens, beyond which the model reads hardly more tokens a second, or has no memory
     * left.
     *
     * @param nanoTime a monotonic clock
     */
    static int best(TextScorer scorer, LongSupplier nanoTime) {
        EncodedText text = scorer.encode(HEADLINE).get(0);
        int best = BATCH_TOKENS.get(0);
        double bestPerNano = 0;
        for (int tokens : BATCH_TOKENS) {
            List<EncodedText> batch = Collections.nCopies(Math.max(1, tokens / text.length()), text);
            double perNano;
            try {
                scorer.score(batch); // Makes room for its shape.
                long started = nanoTime.getAsLong();
                for (int run = 0; run < RUNS; run++) {
                    scorer.score(batch);
                }
                perNano = (double) RUNS * batch.size() / (nanoTime.getAsLong() - started);
            } catch (ScoringException e) {
                LOG.info("Batches of {} tokens fail, so they stay smaller: {}", tokens, e.getMessage());
                break;
            }
            LOG.info("Batches of {} tokens: {} texts/s", tokens, Math.round(perNano * 1e9));
            if (perNano < bestPerNano * WORTH_IT) {
                break;
            }
            best = tokens;
            bestPerNano = perNano;
        }
        return best;
    }
}
