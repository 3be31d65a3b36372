package io.tidewatch.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.events.AlertKind;
import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigTest {
    @Test
    void defaults() {
        JobConfig config = JobConfig.from(Map.of());

        assertThat(config.ingest())
                .isEqualTo(new JobConfig.Ingest(
                        4_194_304,
                        200_000,
                        Duration.ofMinutes(5),
                        Duration.ofDays(30),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1)));
        assertThat(config.entity()).isEqualTo(new JobConfig.Entity("", UnknownTickers.NONE, 10));
        assertThat(config.novelty()).isEqualTo(new JobConfig.Novelty(Duration.ofHours(24), 0.8, 6, 256));
        assertThat(config.inference())
                .isEqualTo(new JobConfig.Inference(
                        "onnx-models/current",
                        0,
                        Duration.ofMillis(20),
                        1_024,
                        0,
                        Duration.ofMinutes(5),
                        Device.AUTO,
                        "gpu",
                        10_000,
                        false,
                        Duration.ofSeconds(10)));
        assertThat(config.model())
                .isEqualTo(new JobConfig.Model(
                        true, Path.of("onnx-models").toAbsolutePath().toString(), Duration.ofHours(24), 64));
        assertThat(config.trend())
                .isEqualTo(new JobConfig.Trend(
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        EnumSet.of(NewsKind.PRESS_RELEASE),
                        false,
                        EnumSet.allOf(KeyKind.class),
                        EnumSet.of(KeyKind.TOPIC, KeyKind.THEME, KeyKind.ENTITY)));
        assertThat(config.surge())
                .isEqualTo(new JobConfig.Surge(
                        Duration.ofMinutes(30),
                        2.6,
                        12,
                        12,
                        EnumSet.of(AlertKind.NEGATIVE_SURGE),
                        2.65,
                        Duration.ofHours(6),
                        new JobConfig.Alerts(0, Map.of(), false)));
        assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(config.kafka().startFrom()).isEqualTo("committed");
        assertThat(config.kafka().writeScored()).isTrue();
        assertThat(config.kafka().properties()).isEmpty();
        for (Topics topic : Topics.values()) {
            assertThat(config.kafka().topic(topic)).isEqualTo(topic.topic());
        }
    }

    @Test
    void everySettingReachesItsPlace() {
        JobConfig config = JobConfig.from(everySetting());

        assertThat(config)
                .isEqualTo(new JobConfig(
                        new JobConfig.KafkaConfig(
                                "broker:1",
                                "desk",
                                "latest",
                                "desk-tx",
                                Duration.ofMinutes(3),
                                false,
                                Map.of(
                                        Topics.RAW, "a",
                                        Topics.REJECTED, "b",
                                        Topics.SCORED, "c",
                                        Topics.TRENDS, "d",
                                        Topics.ALERTS, "e",
                                        Topics.FEEDBACK, "f",
                                        Topics.SETTINGS, "g",
                                        Topics.CONTROL, "h",
                                        Topics.SHADOW, "i"),
                                Map.of("security.protocol", "SSL")),
                        new JobConfig.Ingest(
                                2_000,
                                300,
                                Duration.ofMillis(250),
                                Duration.ofDays(7),
                                Duration.ofSeconds(5),
                                Duration.ZERO),
                        new JobConfig.Entity("companies.csv", UnknownTickers.SYMBOLS, 3),
                        new JobConfig.Novelty(Duration.ofHours(2), 0.5, 3, 17),
                        new JobConfig.Inference(
                                "there",
                                512,
                                Duration.ofMillis(5),
                                99,
                                4,
                                Duration.ofSeconds(30),
                                Device.CUDA,
                                "card",
                                7,
                                true,
                                Duration.ofSeconds(3)),
                        new JobConfig.Model(false, "https://desk.example/{version}/{file}", Duration.ofMinutes(20), 8),
                        new JobConfig.Trend(
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(10),
                                EnumSet.of(NewsKind.COMMENT, NewsKind.PRESS_RELEASE),
                                true,
                                EnumSet.of(KeyKind.THEME, KeyKind.THEME_ENTITY),
                                EnumSet.of(KeyKind.THEME_ENTITY)),
                        new JobConfig.Surge(
                                Duration.ofHours(1),
                                1.5,
                                6,
                                3,
                                EnumSet.allOf(AlertKind.class),
                                2,
                                Duration.ofHours(2),
                                new JobConfig.Alerts(
                                        20, Map.of("topic=Macro", 3.5, "theme=credit,entity=A:B", 2.0), true))));
    }

    @Test
    void noKindNeedBeExcluded() {
        assertThat(JobConfig.from(Map.of("trend.excluded-kinds", "")).trend().excludedKinds())
                .isEmpty();
        assertThat(new JobConfig.Trend(Duration.ofMinutes(1), Duration.ZERO, Set.of(), false, Set.of(), Set.of())
                        .excludedKinds())
                .isEmpty();
    }

    @Test
    void noKeysButThatOfAllMessagesNeedBeCounted() {
        assertThat(JobConfig.from(Map.of("trend.keys", "")).trend().keys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.start-from, newest",
        "kafka.transaction-timeout, soon",
        "kafka.write-scored, yes",
        "ingest.max-value-bytes, 999",
        "ingest.max-value-bytes, 67108865",
        "ingest.max-text-chars, 99",
        "ingest.max-text-chars, 1e3",
        "ingest.max-future-skew, -5m",
        "ingest.max-future-skew, -5ms",
        "ingest.max-age, 30",
        "ingest.max-age, 999999999999999999ms",
        "ingest.max-out-of-orderness, ''",
        "ingest.idleness, 1m30",
        "entity.unknown-tickers, some",
        "entity.max-per-message, 0",
        "entity.max-per-message, 65",
        "novelty.horizon, 100000000000d",
        "novelty.min-similarity, 1.01",
        "novelty.min-similarity, NaN",
        "novelty.min-words, 0",
        "novelty.max-stories-per-bucket, 99999999999",
        "inference.max-batch-tokens, 127",
        "inference.max-batch-age, fast",
        "inference.max-pending, 0",
        "inference.threads, -1",
        "inference.timeout, -1s",
        "inference.device, tpu",
        "inference.cached-texts, -1",
        "inference.shorten-on-overload, sometimes",
        "inference.overload-patience, long",
        "model.follow-control, no",
        "model.bundles, https://desk.example/models",
        "model.shadow-for, a while",
        "model.shadow-queue, 0",
        "trend.window, 0s",
        "trend.allowed-lateness, P",
        "trend.excluded-kinds, blog",
        "trend.abstain, maybe",
        "trend.keys, company",
        "trend.alert-keys, company",
        "surge.outage-after, x",
        "surge.threshold, 0",
        "surge.rearm-windows, 0",
        "surge.update-windows, 0",
        "surge.kinds, panic",
        "surge.attention-threshold, 0",
        "surge.related-within, near",
        "surge.treshold, 2.9",
        "alerts.budget, 20",
        "alerts.budget, 0/day",
        "alerts.budget, many/day",
        "alerts.thresholds, topic=Macro",
        "alerts.thresholds, topic=Macro:0",
        "alerts.thresholds, Macro:3",
        "alerts.follow-desk, perhaps",
    })
    void rejectsWithTheSettingsName(String name, String value) {
        assertThatThrownBy(() -> JobConfig.from(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        Map<String, String> wrong = Map.of(
                "ingest.max-age", "old",
                "novelty.min-words", "many",
                "surge.threshold", "high",
                "kafka.write-scored", "maybe",
                "trend.windw", "5m");

        assertThatThrownBy(() -> JobConfig.from(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'ingest.max-age' must be a duration")
                .hasMessageContaining("'novelty.min-words' must be a whole number from 1 to 1000, but is 'many'")
                .hasMessageContaining("'surge.threshold' must be a number")
                .hasMessageContaining("'kafka.write-scored' must be true or false")
                .hasMessageContaining("unknown setting 'trend.windw'; known are ")
                .hasMessageContaining("trend.window");
    }

    @Test
    void travelsToTheTaskManagers() throws Exception {
        JobConfig config = JobConfig.from(everySetting());

        assertThat(InstantiationUtil.clone(config)).isEqualTo(config);
    }

    private static Map<String, String> everySetting() {
        Map<String, String> values = new HashMap<>();
        values.put("kafka.bootstrap-servers", "broker:1");
        values.put("kafka.group-id", "desk");
        values.put("kafka.start-from", "latest");
        values.put("kafka.transactional-id-prefix", "desk-tx");
        values.put("kafka.transaction-timeout", "3m");
        values.put("kafka.write-scored", "false");
        values.put("kafka.topic.raw", "a");
        values.put("kafka.topic.rejected", "b");
        values.put("kafka.topic.scored", "c");
        values.put("kafka.topic.trends", "d");
        values.put("kafka.topic.alerts", "e");
        values.put("kafka.topic.feedback", "f");
        values.put("kafka.topic.settings", "g");
        values.put("kafka.topic.control", "h");
        values.put("kafka.topic.shadow", "i");
        values.put("kafka.property.security.protocol", "SSL");
        values.put("ingest.max-value-bytes", "2000");
        values.put("ingest.max-text-chars", "300");
        values.put("ingest.max-future-skew", "250ms");
        values.put("ingest.max-age", "7d");
        values.put("ingest.max-out-of-orderness", "5s");
        values.put("ingest.idleness", "0s");
        values.put("entity.table", "companies.csv");
        values.put("entity.unknown-tickers", "symbols");
        values.put("entity.max-per-message", "3");
        values.put("novelty.horizon", "2h");
        values.put("novelty.min-similarity", "0.5");
        values.put("novelty.min-words", "3");
        values.put("novelty.max-stories-per-bucket", "17");
        values.put("inference.bundle", "there");
        values.put("inference.max-batch-tokens", "512");
        values.put("inference.max-batch-age", "5ms");
        values.put("inference.max-pending", "99");
        values.put("inference.threads", "4");
        values.put("inference.timeout", "30s");
        values.put("inference.device", "cuda");
        values.put("inference.gpu-resource", "card");
        values.put("inference.cached-texts", "7");
        values.put("inference.shorten-on-overload", "true");
        values.put("inference.overload-patience", "3s");
        values.put("model.follow-control", "false");
        values.put("model.bundles", "https://desk.example/{version}/{file}");
        values.put("model.shadow-for", "20m");
        values.put("model.shadow-queue", "8");
        values.put("trend.window", "1m");
        values.put("trend.allowed-lateness", "10m");
        values.put("trend.excluded-kinds", "comment, press-release");
        values.put("trend.abstain", "true");
        values.put("trend.keys", "theme, theme-entity");
        values.put("trend.alert-keys", "theme-entity");
        values.put("surge.outage-after", "1h");
        values.put("surge.threshold", "1.5");
        values.put("surge.rearm-windows", "6");
        values.put("surge.update-windows", "3");
        values.put("surge.kinds", "negative-surge, unusual-attention");
        values.put("surge.attention-threshold", "2");
        values.put("surge.related-within", "2h");
        values.put("alerts.budget", "20/day");
        values.put("alerts.thresholds", "topic=Macro:3.5; theme=credit,entity=A:B:2");
        values.put("alerts.follow-desk", "true");
        return values;
    }

    @Test
    void theValuesOfKafkasPropertiesAreNotPrinted() {
        JobConfig config = JobConfig.from(Map.of("kafka.property.ssl.truststore.password", "not-for-logs"));

        assertThat(config.toString()).contains("ssl.truststore.password").doesNotContain("not-for-logs");
    }
}
