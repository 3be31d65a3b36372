package io.tidewatch.job.metrics;

/** Every metric that the job itself adds to Flink's own. Counters unless said otherwise. */
public final class MetricNames {
    /** Records read from {@code news.raw}, valid or not. */
    public static final String MESSAGES_READ = "tidewatch_messages_read";
    /** Repeats that were linked to a story instead of being scored. */
    public static final String REPEATS = "tidewatch_repeats";
    /** Messages scored by the model. */
    public static final String MESSAGES_SCORED = "tidewatch_messages_scored";
    /** Messages that the model could not score. */
    public static final String MESSAGES_UNSCORABLE = "tidewatch_messages_unscorable";
    /** Runs of the model. */
    public static final String BATCHES = "tidewatch_batches";
    /** Windows of texts that were scored; a text that the model can read at once is one. */
    public static final String TEXT_WINDOWS = "tidewatch_text_windows";
    /** Tokens of scored texts, without padding. */
    public static final String TOKENS = "tidewatch_tokens";
    /** Tokens that the model processed, with padding. */
    public static final String PADDED_TOKENS = "tidewatch_padded_tokens";
    /** Histogram of milliseconds from reading a message to its score. */
    public static final String SCORING_LATENCY_MILLIS = "tidewatch_scoring_latency_millis";
    /** First closings of a key's window. */
    public static final String WINDOWS_CLOSED = "tidewatch_windows_closed";
    /** Messages that came after their window had closed and corrected it. */
    public static final String LATE_CORRECTED = "tidewatch_late_corrected";
    /** Messages that came too late to be counted. */
    public static final String LATE_DROPPED = "tidewatch_late_dropped";
    /** Alerts raised. */
    public static final String ALERTS = "tidewatch_alerts";

    private MetricNames() {}
}
