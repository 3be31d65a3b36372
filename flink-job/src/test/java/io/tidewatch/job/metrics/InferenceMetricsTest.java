package io.tidewatch.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.Reading;
import io.tidewatch.job.fixture.Repository;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InferenceMetricsTest {
    private final RecordedMetrics recorded = new RecordedMetrics();
    private final InferenceMetrics metrics = new InferenceMetrics(recorded);

    @Test
    void everyMetricIsDocumented() throws Exception {
        String operations = Files.readString(Repository.docs().resolve("operations.md"));
        List<String> names = new ArrayList<>();
        for (Field field : MetricNames.class.getFields()) {
            names.add((String) field.get(null));
        }

        assertThat(names)
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(operations).contains("`" + name + "`"));
    }

    @Test
    void bucketsHoldAllValuesUpToTheirBound() {
        metrics.onBatch(
                3, 30, 36, Duration.ofMillis(20).toNanos(), Duration.ofMillis(7).toNanos());
        metrics.onBatch(
                1,
                10,
                10,
                Duration.ofMillis(1).toNanos(),
                Duration.ofSeconds(100).toNanos());

        assertThat(count("le=0.005 tidewatch_inference_seconds_bucket")).isZero();
        assertThat(count("le=0.01 tidewatch_inference_seconds_bucket")).isEqualTo(1);
        assertThat(count("le=60.0 tidewatch_inference_seconds_bucket")).isEqualTo(1);
        assertThat(count("le=+Inf tidewatch_inference_seconds_bucket")).isEqualTo(2);
        assertThat(gauge("tidewatch_inference_seconds_count")).isEqualTo(2L);
        assertThat(gauge("tidewatch_inference_seconds_sum")).isEqualTo(100.007);
        assertThat(count("le=0.02 tidewatch_queue_age_seconds_bucket")).isEqualTo(2);
        assertThat(count("le=0.01 tidewatch_queue_age_seconds_bucket")).isEqualTo(1);
        assertThat(count("tidewatch_padded_tokens")).isEqualTo(46);
    }

    @Test
    void shortenedMessagesAreCountedApart() {
        metrics.onScored(5, Reading.WHOLE);
        metrics.onScored(5, Reading.BEGINNING);
        metrics.onOverloadStep(Reading.BEGINNING);

        assertThat(count("tidewatch_messages_scored")).isEqualTo(2);
        assertThat(count("tidewatch_messages_shortened")).isEqualTo(1);
        assertThat(gauge("tidewatch_overload_step")).isEqualTo(1);
    }

    @Test
    void theModelThatScoresIsNamedByLabels() {
        metrics.onModel(new ModelStamp("2026.11.2", 0), "int8", "cpu");
        metrics.onModel(new ModelStamp("2026.11.3", 2), "int8", "cpu");

        assertThat(gauge("version=2026.11.2 variant=int8 device=cpu tidewatch_model_info"))
                .isEqualTo(0);
        assertThat(gauge("version=2026.11.3 variant=int8 device=cpu tidewatch_model_info"))
                .isEqualTo(1);
        assertThat(gauge("tidewatch_model_epoch")).isEqualTo(2L);

        metrics.onModel(new ModelStamp("2026.11.2", 3), "int8", "cpu");

        assertThat(gauge("version=2026.11.2 variant=int8 device=cpu tidewatch_model_info"))
                .isEqualTo(1);
    }

    private long count(String name) {
        return recorded.count(name);
    }

    private Object gauge(String name) {
        return recorded.gauge(name);
    }
}
