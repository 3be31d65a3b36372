package io.tidewatch.job.config;

import io.tidewatch.events.AlertKind;
import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Topics;
import io.tidewatch.settings.Settings;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All settings of the job, one record per concern. {@link #from(Map)} documents names and defaults. */
public record JobConfig(
        KafkaConfig kafka,
        Ingest ingest,
        Entity entity,
        Novelty novelty,
        Inference inference,
        Model model,
        Trend trend,
        Surge surge)
        implements Serializable {
    private static final String DEFAULT_BUNDLE = "onnx-models/current";

    /**
     * What is accepted.
     *
     * @param maxValueBytes larger values are rejected unread
     * @param maxTextChars longer texts are rejected; the default passes the longest articles we know (77,000) with room
     * @param maxFutureSkew how far {@code publishedAt} may lie after the record's Kafka time stamp
     * @param maxAge how far it may lie before
     * @param maxOutOfOrderness how long the watermark waits for messages of earlier event time
     * @param idleness after this long without a message a partition no longer holds the watermark back; zero: never
     */
    public record Ingest(
            int maxValueBytes,
            int maxTextChars,
            Duration maxFutureSkew,
            Duration maxAge,
            Duration maxOutOfOrderness,
            Duration idleness)
            implements Serializable {}

    /**
     * Which companies a message is about.
     *
     * @param table file with the companies to know, read where the job is started; empty for the sample that fits the
     *     demo stream
     * @param unknownTickers which tickers are entities although the table does not list them
     * @param maxPerMessage entities that one message may have
     */
    public record Entity(String table, UnknownTickers unknownTickers, int maxPerMessage) implements Serializable {}

    /**
     * What counts as a repeat.
     *
     * @param horizon how long, in event time, a story is remembered
     * @param minSimilarity estimated Jaccard similarity of word uni- and bigrams from which texts are near-repeats
     * @param minWords shorter texts are repeats only if they are equal
     * @param maxStoriesPerBucket bound on stories compared with one message; the oldest are forgotten first
     */
    public record Novelty(Duration horizon, double minSimilarity, int minWords, int maxStoriesPerBucket)
            implements Serializable {}

    /**
     * How texts are scored.
     *
     * @param bundle folder of the model bundle, readable by every TaskManager
     * @param maxBatchTokens bound on padded tokens (batch size times longest text) of one run of the model; 0: what is
     *     known to be best for a processor, and what a few runs at the start find for a GPU
     * @param maxBatchAge how long a message waits for others to fill the batch
     * @param maxPending messages that one subtask may hold between reading and scoring; a long text counts once for
     *     each of its windows
     * @param threads of ONNX Runtime per session; 0: the processor's cores divided by the parallelism
     * @param timeout a batch that takes longer fails the task
     * @param device where the model runs
     * @param gpuResource name of Flink's external resource that says which GPU a TaskManager has
     * @param cachedTexts short texts whose scores one subtask remembers, so that the same text is scored once; 0: none
     * @param shortenOnOverload whether less of each text is read while the model does not keep up; what is read then
     *     depends on the load, and is marked on the messages
     * @param overloadPatience how long the model must not keep up before less is read, and keep up before more is
     */
    public record Inference(
            String bundle,
            int maxBatchTokens,
            Duration maxBatchAge,
            int maxPending,
            int threads,
            Duration timeout,
            Device device,
            String gpuResource,
            int cachedTexts,
            boolean shortenOnOverload,
            Duration overloadPatience)
            implements Serializable {}

    /**
     * How the model is changed while the job runs.
     *
     * @param followControl whether the commands on {@code model.control} are followed
     * @param bundles where the bundles of other versions are: a folder with one folder per version, or an HTTP(S)
     *     address with {@code {version}} and {@code {file}} in it; empty: the folder that the first bundle lies in
     * @param shadowFor how long after its command a model runs in shadow, unless another command ends that
     * @param shadowQueue texts that may wait for the model in shadow, by subtask; further ones it leaves out
     */
    public record Model(boolean followControl, String bundles, Duration shadowFor, int shadowQueue)
            implements Serializable {}

    /**
     * How messages are counted.
     *
     * @param window length of the tumbling event-time windows
     * @param allowedLateness how long after its end a window still takes late messages, as corrections
     * @param excludedKinds kinds that are counted apart and kept out of surges
     * @param abstain whether a message whose sentiment is uncertain counts as neutral
     * @param keys what is counted together; all messages always are
     * @param alertKeys those of them in which surges are looked for
     */
    public record Trend(
            Duration window,
            Duration allowedLateness,
            Set<NewsKind> excludedKinds,
            boolean abstain,
            Set<KeyKind> keys,
            Set<KeyKind> alertKeys)
            implements Serializable {
        public Trend {
            excludedKinds = Set.copyOf(excludedKinds);
            keys = Set.copyOf(keys);
            alertKeys = Set.copyOf(alertKeys);
        }
    }

    /**
     * How surges are found and told.
     *
     * @param outageAfter no message at all for this long means that the feed was down, not that nothing happened
     * @param threshold the detector's score from which a negative surge is raised
     * @param rearmWindows windows below the threshold that end an excursion
     * @param updateWindows windows after which an open alert is told anew
     * @param kinds what is looked for
     * @param attentionThreshold the score from which unusual attention is raised
     * @param relatedWithin alerts are of one event at most if the later opened no longer than this after the earlier
     * @param alerts how many negative surges the desk is shown
     */
    public record Surge(
            Duration outageAfter,
            double threshold,
            int rearmWindows,
            int updateWindows,
            Set<AlertKind> kinds,
            double attentionThreshold,
            Duration relatedWithin,
            Alerts alerts)
            implements Serializable {
        public Surge {
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * How many negative surges the desk is shown. A budget of 0 stands for none.
     *
     * @param budget alerts a day of all keys together, such as {@code 20/day}: the threshold follows from it; without it, as
     *     many as reach {@code surge.threshold}
     * @param thresholds of single keys, such as {@code topic=Macro:3.5;theme=credit,entity=ACME:2}, which stay as they are
     * @param followDesk whether the desk's verdicts move the threshold of their key, and a budget and thresholds that it sets
     *     take the place of these
     */
    public record Alerts(double budget, Map<String, Double> thresholds, boolean followDesk) implements Serializable {
        public Alerts {
            thresholds = Map.copyOf(thresholds);
        }

        static Alerts from(Settings settings) {
            Alerts alerts = new Alerts(
                    settings.perDay("alerts.budget"),
                    settings.decimals("alerts.thresholds", 0.01, 1_000),
                    settings.flag("alerts.follow-desk", false));
            alerts.thresholds
                    .keySet()
                    .forEach(key -> settings.require(
                            key.matches("(topic|theme|entity)=.+"),
                            "'alerts.thresholds' names keys such as topic=Macro or theme=credit,entity=ACME, but not '"
                                    + key + "'"));
            return alerts;
        }

        public boolean areChosen() {
            return budget > 0 || !thresholds.isEmpty() || followDesk;
        }
    }

    /**
     * How the job reads and writes.
     *
     * @param bootstrapServers brokers, as HOST:PORT, comma-separated
     * @param groupId consumer group of the job
     * @param startFrom {@code earliest}, {@code latest} or {@code committed} (then earliest where nothing is committed)
     * @param transactionalIdPrefix of the producers; two jobs on one Kafka must not share it
     * @param transactionTimeout what was written and not committed for this long is lost: longer than a checkpoint
     *     interval and a restart together, no longer than the broker allows
     * @param writeScored whether the scored messages are written
     * @param topics what they are called on this Kafka
     * @param properties passed to every Kafka client, for TLS and SASL among others
     */
    public record KafkaConfig(
            String bootstrapServers,
            String groupId,
            String startFrom,
            String transactionalIdPrefix,
            Duration transactionTimeout,
            boolean writeScored,
            Map<Topics, String> topics,
            Map<String, String> properties)
            implements Serializable {
        public String topic(Topics topic) {
            return topics.getOrDefault(topic, topic.topic());
        }

        /** Without the values of {@code properties}, because passwords may be among them. */
        @Override
        public String toString() {
            return "KafkaConfig[bootstrapServers=" + bootstrapServers + ", groupId=" + groupId + ", startFrom="
                    + startFrom + ", transactionalIdPrefix=" + transactionalIdPrefix + ", transactionTimeout="
                    + transactionTimeout + ", writeScored=" + writeScored + ", topics=" + topics + ", properties="
                    + properties.keySet() + "]";
        }
    }

    /**
     * Reads the settings; absent ones take their defaults.
     *
     * @throws IllegalArgumentException naming every mistake at once
     */
    public static JobConfig from(Map<String, String> values) {
        Settings settings = new Settings("job", values);
        JobConfig config = from(settings);
        settings.check();
        return config;
    }

    /** Every setting there is, for the reference. */
    public static List<Settings.Setting> reference() {
        Settings settings = new Settings("job", Map.of());
        from(settings);
        return settings.known();
    }

    private static JobConfig from(Settings settings) {
        return new JobConfig(
                kafka(settings),
                ingest(settings),
                entity(settings),
                novelty(settings),
                inference(settings),
                model(settings),
                trend(settings),
                surge(settings));
    }

    private static KafkaConfig kafka(Settings settings) {
        String startFrom = settings.text("kafka.start-from", "committed");
        settings.require(
                Set.of("earliest", "latest", "committed").contains(startFrom),
                "'kafka.start-from' must be earliest, latest or committed, but is '" + startFrom + "'");
        return new KafkaConfig(
                settings.text("kafka.bootstrap-servers", "localhost:9092"),
                settings.text("kafka.group-id", "tidewatch"),
                startFrom,
                settings.text("kafka.transactional-id-prefix", "tidewatch"),
                // Longer than a checkpoint interval and a restart together, shorter than the broker's 15 minutes.
                settings.duration("kafka.transaction-timeout", Duration.ofMinutes(10)),
                settings.flag("kafka.write-scored", true),
                Map.of(
                        Topics.RAW, settings.text("kafka.topic.raw", Topics.RAW.topic()),
                        Topics.REJECTED, settings.text("kafka.topic.rejected", Topics.REJECTED.topic()),
                        Topics.SCORED, settings.text("kafka.topic.scored", Topics.SCORED.topic()),
                        Topics.TRENDS, settings.text("kafka.topic.trends", Topics.TRENDS.topic()),
                        Topics.ALERTS, settings.text("kafka.topic.alerts", Topics.ALERTS.topic()),
                        Topics.FEEDBACK, settings.text("kafka.topic.feedback", Topics.FEEDBACK.topic()),
                        Topics.SETTINGS, settings.text("kafka.topic.settings", Topics.SETTINGS.topic()),
                        Topics.CONTROL, settings.text("kafka.topic.control", Topics.CONTROL.topic()),
                        Topics.SHADOW, settings.text("kafka.topic.shadow", Topics.SHADOW.topic())),
                settings.allUnder("kafka.property."));
    }

    private static Ingest ingest(Settings settings) {
        return new Ingest(
                settings.integer("ingest.max-value-bytes", 4 * 1024 * 1024, 1_000, 64 * 1024 * 1024),
                settings.integer("ingest.max-text-chars", 200_000, 100, 10_000_000),
                settings.duration("ingest.max-future-skew", Duration.ofMinutes(5)),
                settings.duration("ingest.max-age", Duration.ofDays(30)),
                settings.duration("ingest.max-out-of-orderness", Duration.ofSeconds(10)),
                settings.duration("ingest.idleness", Duration.ofMinutes(1)));
    }

    private static Entity entity(Settings settings) {
        return new Entity(
                settings.text("entity.table", ""),
                settings.choice("entity.unknown-tickers", UnknownTickers.class, UnknownTickers.NONE),
                settings.integer("entity.max-per-message", 10, 1, 64));
    }

    private static Novelty novelty(Settings settings) {
        return new Novelty(
                settings.duration("novelty.horizon", Duration.ofHours(24)),
                settings.decimal("novelty.min-similarity", 0.8, 0, 1),
                settings.integer("novelty.min-words", 6, 1, 1_000),
                settings.integer("novelty.max-stories-per-bucket", 256, 1, 100_000));
    }

    private static Inference inference(Settings settings) {
        int maxBatchTokens = settings.integer("inference.max-batch-tokens", 0, 0, 1_000_000);
        settings.require(
                maxBatchTokens == 0 || maxBatchTokens >= 128,
                "'inference.max-batch-tokens' must be 0 or from 128 on, but is " + maxBatchTokens);
        return new Inference(
                settings.text("inference.bundle", DEFAULT_BUNDLE),
                maxBatchTokens,
                settings.duration("inference.max-batch-age", Duration.ofMillis(20)),
                settings.integer("inference.max-pending", 1_024, 1, 1_000_000),
                settings.integer("inference.threads", 0, 0, 256),
                settings.duration("inference.timeout", Duration.ofMinutes(5)),
                settings.choice("inference.device", Device.class, Device.AUTO),
                settings.text("inference.gpu-resource", "gpu"),
                // Two weeks of an ordinary newswire; a few tens of megabytes.
                settings.integer("inference.cached-texts", 10_000, 0, 10_000_000),
                settings.flag("inference.shorten-on-overload", false),
                settings.duration("inference.overload-patience", Duration.ofSeconds(10)));
    }

    private static Model model(Settings settings) {
        String given = settings.text("model.bundles", "");
        String bundles = given.isEmpty() ? folderOf(settings.text("inference.bundle", DEFAULT_BUNDLE)) : given;
        boolean isAddress = bundles.startsWith("http://") || bundles.startsWith("https://");
        settings.require(
                !isAddress || (bundles.contains("{version}") && bundles.contains("{file}")),
                "'model.bundles' must have {version} and {file} in its address, but is '" + bundles + "'");
        return new Model(
                settings.flag("model.follow-control", true),
                bundles,
                settings.duration("model.shadow-for", Duration.ofHours(24)),
                settings.integer("model.shadow-queue", 64, 1, 100_000));
    }

    private static String folderOf(String bundle) {
        return String.valueOf(Path.of(bundle).toAbsolutePath().getParent());
    }

    private static Trend trend(Settings settings) {
        Duration window = settings.duration("trend.window", Duration.ofMinutes(5));
        settings.require(window.toMillis() > 0, "'trend.window' must be longer than 0");
        return new Trend(
                window,
                settings.duration("trend.allowed-lateness", Duration.ofHours(1)),
                settings.choices("trend.excluded-kinds", NewsKind.class, EnumSet.of(NewsKind.PRESS_RELEASE)),
                settings.flag("trend.abstain", false),
                settings.choices("trend.keys", KeyKind.class, EnumSet.allOf(KeyKind.class)),
                // Pairs would tell of most surges a second and third time.
                settings.choices(
                        "trend.alert-keys", KeyKind.class, EnumSet.of(KeyKind.TOPIC, KeyKind.THEME, KeyKind.ENTITY)));
    }

    private static Surge surge(Settings settings) {
        return new Surge(
                settings.duration("surge.outage-after", Duration.ofMinutes(30)),
                // The benchmark's threshold for one false alarm per key in five weeks: docs/adr/0014.
                settings.decimal("surge.threshold", 2.6, 0.01, 1_000),
                settings.integer("surge.rearm-windows", 12, 1, 10_000),
                settings.integer("surge.update-windows", 12, 1, 10_000),
                settings.choices("surge.kinds", AlertKind.class, EnumSet.of(AlertKind.NEGATIVE_SURGE)),
                settings.decimal("surge.attention-threshold", 2.65, 0.01, 1_000),
                // Longer than the detector's longest scale, so that a quick key and a slow one of one event meet.
                settings.duration("surge.related-within", Duration.ofHours(6)),
                Alerts.from(settings));
    }
}
