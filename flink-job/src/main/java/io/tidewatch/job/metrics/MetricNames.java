package io.tidewatch.job.metrics;

/** Every metric that the job itself adds to Flink's own. Counters unless said otherwise. */
public final class MetricNames {
    /** Records read from {@code news.raw}, valid or not. */
    public static final String MESSAGES_READ = "tidewatch_messages_read";
    /** Records that could not be read, by {@code reason}. */
    public static final String MESSAGES_REJECTED = "tidewatch_messages_rejected";
    /** Repeats that were linked to a story instead of being scored. */
    public static final String REPEATS = "tidewatch_repeats";
    /** Messages that the model scored, or whose text it had scored before. */
    public static final String MESSAGES_SCORED = "tidewatch_messages_scored";
    /** Messages that the model could not score. */
    public static final String MESSAGES_UNSCORABLE = "tidewatch_messages_unscorable";
    /** Runs of the model. */
    public static final String BATCHES = "tidewatch_batches";
    /** Texts whose scores were known, because the same text had been scored before. */
    public static final String CACHE_HITS = "tidewatch_cache_hits";
    /** Runs of the model that failed, those that looked for the text at fault included. */
    public static final String MODEL_ERRORS = "tidewatch_model_errors";
    /** Times that the model was opened anew because it no longer worked. */
    public static final String MODEL_REOPENED = "tidewatch_model_reopened";
    /** Gauge that is always 1; its labels say which model runs, in which number format, on which device. */
    public static final String MODEL_INFO = "tidewatch_model_info";
    /** Gauge of the epoch of the model that scores; 0 is the one that the job was started with. */
    public static final String MODEL_EPOCH = "tidewatch_model_epoch";
    /** Commands on {@code model.control} whose bundle was found fit. */
    public static final String MODEL_COMMANDS_ACCEPTED = "tidewatch_model_commands_accepted";
    /** Commands that were refused, because of their bundle or because they could not be read; the log says why. */
    public static final String MODEL_COMMANDS_REFUSED = "tidewatch_model_commands_refused";
    /** Changes of the model that scores, by subtask. */
    public static final String MODEL_SWAPS = "tidewatch_model_swaps";
    /** Messages that the model in shadow scored too, by task. */
    public static final String SHADOW_COMPARED = "tidewatch_shadow_compared";
    /** Those of them on whose label it agrees with the model that scores, by task. */
    public static final String SHADOW_AGREED = "tidewatch_shadow_agreed";
    /** Messages that the model in shadow did not score, because it had not kept up. */
    public static final String SHADOW_SKIPPED = "tidewatch_shadow_skipped";
    /** Messages that the model in shadow could not score. */
    public static final String SHADOW_FAILED = "tidewatch_shadow_failed";
    /** Sum and count of the probability of the label that the model chose, by {@code task}. */
    public static final String CONFIDENCE = "tidewatch_confidence";
    /** Gauge of windows that were submitted and not yet scored. */
    public static final String PENDING_WINDOWS = "tidewatch_pending_windows";
    /** Gauge of how much less than the whole texts is read: 0 the whole, 1 the beginning, 2 its first tokens. */
    public static final String OVERLOAD_STEP = "tidewatch_overload_step";
    /** Messages of which the model read less than the whole. */
    public static final String MESSAGES_SHORTENED = "tidewatch_messages_shortened";
    /** Cumulative buckets of seconds that the oldest text of a batch had waited. */
    public static final String QUEUE_AGE_SECONDS = "tidewatch_queue_age_seconds";
    /** Cumulative buckets of seconds that a run of the model took. */
    public static final String INFERENCE_SECONDS = "tidewatch_inference_seconds";
    /** Cumulative buckets of seconds from reading a message to its score. */
    public static final String SCORING_SECONDS = "tidewatch_scoring_seconds";
    /** Windows of texts that were scored; a text that the model can read at once is one. */
    public static final String TEXT_WINDOWS = "tidewatch_text_windows";
    /** Tokens of scored texts, without padding. */
    public static final String TOKENS = "tidewatch_tokens";
    /** Tokens that the model processed, with padding. */
    public static final String PADDED_TOKENS = "tidewatch_padded_tokens";
    /** Histogram of milliseconds from reading a message to its score, for exact quantiles of one process. */
    public static final String SCORING_LATENCY_MILLIS = "tidewatch_scoring_latency_millis";
    /** First closings of a key's window. */
    public static final String WINDOWS_CLOSED = "tidewatch_windows_closed";
    /** Messages of closed windows by {@code kind} of key, its {@code label} and {@code sentiment}. */
    public static final String TREND_MESSAGES = "tidewatch_trend_messages";
    /** Those of them that repeat no other. */
    public static final String TREND_NOVEL_MESSAGES = "tidewatch_trend_novel_messages";
    /** Messages that came after their window had closed and corrected it. */
    public static final String LATE_CORRECTED = "tidewatch_late_corrected";
    /** Messages that came too late to be counted. */
    public static final String LATE_DROPPED = "tidewatch_late_dropped";
    /** Alerts opened; the later steps of their lives do not count. */
    public static final String ALERTS = "tidewatch_alerts";

    private MetricNames() {}
}
