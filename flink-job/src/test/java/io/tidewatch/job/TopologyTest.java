package io.tidewatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Repository;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The graph as it is deployed, Kafka to Kafka; nothing runs. */
class TopologyTest {
    private static final JobConfig CONFIG =
            JobConfig.from(Map.of("inference.bundle", Repository.tinyBundle().toString()));
    private final StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    private Collection<StreamNode> operators = List.of();

    @BeforeEach
    void build() {
        TidewatchJob.addTo(environment, CONFIG, null);
        operators = environment.getStreamGraph(false).getStreamNodes();
    }

    @Test
    void everyOperatorHasAUidOfItsOwn() {
        // Flink numbers what it adds itself to a sink, so the uid of the sink stands for its parts.
        assertThat(operators)
                .hasSizeGreaterThan(15)
                .allSatisfy(operator -> assertThat(operator.getTransformationUID())
                        .as("uid of '%s'", operator.getOperatorName())
                        .isNotBlank());
        assertThat(operators).extracting(StreamNode::getTransformationUID).doesNotHaveDuplicates();
    }

    @Test
    void everyOperatorHasANameForPeople() {
        assertThat(operators)
                .allSatisfy(operator -> assertThat(operator.getOperatorName())
                        .doesNotContain("Map", "Filter", "KeyedProcess", "Process", "async wait operator")
                        .isNotBlank());
        assertThat(operators).extracting(StreamNode::getOperatorName).doesNotHaveDuplicates();
    }

    @Test
    void uidsBeginWithTheirPackage() {
        assertThat(operators)
                .extracting(StreamNode::getTransformationUID)
                .allSatisfy(uid -> assertThat(uid).containsPattern("(ingest|novelty|inference|trend|surge|sink)-"));
    }

    @Test
    void aMessageWaitsShortlyUnlessTheDeploymentSaysOtherwise() {
        assertThat(environment.getConfig().getAutoWatermarkInterval()).isEqualTo(50);
        assertThat(environment.getBufferTimeout()).isEqualTo(20);

        Configuration given = new Configuration()
                .set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(300))
                .set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(150));
        StreamExecutionEnvironment deployed = StreamExecutionEnvironment.getExecutionEnvironment(given);
        TidewatchJob.addTo(deployed, CONFIG, null);

        assertThat(deployed.getConfig().getAutoWatermarkInterval()).isEqualTo(300);
        assertThat(deployed.getBufferTimeout()).isEqualTo(150);
    }

    @Test
    void noRecordIsWrittenByKryo() {
        assertThat(environment.getConfig().getSerializerConfig().hasGenericTypesDisabled())
                .isTrue();
        for (StreamNode operator : operators) {
            TypeSerializer<?> serializer = operator.getTypeSerializerOut();
            assertThat(serializer).as(operator.getOperatorName()).isNotInstanceOf(KryoSerializer.class);
        }
    }
}
