package io.tidewatch.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FeedCommandTest {
    @Test
    void everyMessageGoesToKafkaRoundThePartitionsThatThereAre(@TempDir Path folder) throws Exception {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            lines.add(TestStreams.bytes(TestStreams.message("m" + i, TestStreams.START.plusSeconds(i), "text")));
        }
        Path stream = TestStreams.write(folder.resolve("stream.jsonl.gz"), lines);
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopics(3);
            String[] arguments = {"feed", stream.toString(), "--bootstrap-servers", kafka.bootstrapServers()};

            assertThat(TidewatchCommand.execute(arguments)).isZero();
            assertThat(TidewatchCommand.execute(
                            "feed", stream.toString(), "--topic", "nowhere", arguments[2], arguments[3]))
                    .isEqualTo(1);

            assertThat(sizes(kafka.bootstrapServers())).containsExactly(3L, 2L, 2L);
        }
    }

    private static List<Long> sizes(String bootstrapServers) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new LinkedHashMap<>();
        for (int partition = 0; partition < 3; partition++) {
            latest.put(new TopicPartition(Topics.RAW.topic(), partition), OffsetSpec.latest());
        }
        List<Long> sizes = new ArrayList<>();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            var offsets = admin.listOffsets(latest);
            for (TopicPartition partition : latest.keySet()) {
                sizes.add(offsets.partitionResult(partition).get().offset());
            }
        }
        return sizes;
    }
}
