package io.tidewatch.job.inference;

import java.util.List;

/** First runs of a model, which are slower than all others: they make room for the shapes of its batches. */
final class WarmUp {
    private static final String HEADLINE = "Alderpoint Bank shares fall as regulators open an inquiry into its loans";
    private static final List<String> TEXTS = List.of("Oil", HEADLINE, (HEADLINE + ". ").repeat(12));

    private WarmUp() {}

    /** @throws TextScorer.ScoringException if the model does not work */
    static void run(TextScorer scorer) throws TextScorer.ScoringException {
        for (String text : TEXTS) {
            scorer.scoreTexts(List.of(text));
        }
    }
}
