package io.tidewatch.job.inference;

import java.io.Serializable;
import java.util.List;

/**
 * One of the model's tasks.
 *
 * @param labels in the order of the model's outputs
 * @param temperature calibrated probabilities are softmax(logits / temperature); C. Guo et al., "On Calibration of
 *     Modern Neural Networks", 2017
 * @param certainAbove answers whose probability is at least this reach the accuracy that the bundle aims at; 0 where the
 *     bundle does not say, infinite where no answers reach it
 */
public record ModelTask(String name, List<String> labels, double temperature, double certainAbove)
        implements Serializable {
    public static final String TOPIC = "topic";
    public static final String SENTIMENT = "sentiment";
    public static final String THEME = "theme";
    public static final String NEGATIVE = "negative";
    public static final String NEUTRAL = "neutral";
    public static final String POSITIVE = "positive";
    /** The theme of a message that signals no risk. */
    public static final String NO_THEME = "none";

    /** @param probabilities rounded to 4 decimals, as the threshold is */
    public boolean isUncertain(float[] probabilities) {
        return probabilities[Probabilities.indexOfLargest(probabilities)] < (float) certainAbove;
    }
}
