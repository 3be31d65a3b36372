package io.tidewatch.job.inference;

import java.io.Serializable;
import java.util.List;

/**
 * One of the model's tasks.
 *
 * @param labels in the order of the model's outputs
 * @param temperature calibrated probabilities are softmax(logits / temperature); C. Guo et al., "On Calibration of
 *     Modern Neural Networks", 2017
 */
public record ModelTask(String name, List<String> labels, double temperature) implements Serializable {
    public static final String TOPIC = "topic";
    public static final String SENTIMENT = "sentiment";
    public static final String THEME = "theme";
    public static final String NEGATIVE = "negative";
    public static final String NEUTRAL = "neutral";
    public static final String POSITIVE = "positive";
    /** The theme of a message that signals no risk. */
    public static final String NO_THEME = "none";
}
