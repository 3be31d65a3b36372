package io.tidewatch.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TopicFileTest {
    private static final int PARTITIONS = 4;

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = EmbeddedKafka.start();
        kafka.createTopics(PARTITIONS);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void valuesAreSortedByTheirKeysAndDuplicatesAreWrittenOnce(@TempDir Path folder) throws Exception {
        String topic = Topics.SCORED.topic();
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            int partition = 0;
            for (String value : List.of("c", "a", "d", "b", "a", "e", "c", "a")) {
                send(producer, topic, partition++ % PARTITIONS, value);
            }
        }
        List<String> told = new ArrayList<>();
        int written = TopicFile.write(
                kafka.bootstrapServers(),
                topic,
                folder.resolve("values"),
                TopicFileTest::text,
                value -> told.add(text(value)));
        assertThat(folder.resolve("values")).hasContent("a\nb\nc\nd\ne\n");
        assertThat(told).containsExactly("a", "b", "c", "d", "e");
        assertThat(written).isEqualTo(5);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("values"));
        }
    }

    @Test
    void whatWasNotCommittedIsLeftOut(@TempDir Path folder) throws Exception {
        String topic = Topics.TRENDS.topic();
        try (KafkaProducer<byte[], byte[]> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "topic-file-test"))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, topic, 0, "aborted");
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, topic, 0, "committed");
            producer.commitTransaction();
        }
        Path file = folder.resolve("values");
        TopicFile.write(kafka.bootstrapServers(), topic, file, TopicFileTest::text, value -> {});
        assertThat(file).hasContent("committed\n");
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aCommitThatIsUnderWayIsWaitedFor(@TempDir Path folder) throws Exception {
        String topic = Topics.REJECTED.topic();
        Path file = folder.resolve("values");
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (KafkaProducer<byte[], byte[]> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "slow-commit"))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, topic, 0, "committed");
            Future<Integer> written = reader.submit(
                    () -> TopicFile.write(kafka.bootstrapServers(), topic, file, TopicFileTest::text, value -> {}));
            assertThatThrownBy(() -> written.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            producer.commitTransaction();
            assertThat(written.get()).isOne();
        } finally {
            reader.shutdown();
        }
        assertThat(file).hasContent("committed\n");
    }

    @Test
    void anEmptyTopicGivesAnEmptyFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("values");
        assertThat(TopicFile.write(
                        kafka.bootstrapServers(), Topics.ALERTS.topic(), file, TopicFileTest::text, value -> {}))
                .isZero();
        assertThat(file).isEmptyFile();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void fedLinesLieRoundThePartitionsUpToTheOffsetsThatWereForetold(@TempDir Path folder) throws Exception {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            lines.add(TestStreams.bytes(TestStreams.message("m" + i, TestStreams.START.plusSeconds(i), "text")));
        }
        // Without a date of its own, and yet a paced stream must not wait for its time.
        lines.add(0, TestStreams.utf8("no json"));
        Path stream = TestStreams.write(folder.resolve("stream.jsonl"), lines);
        List<Long> progress = new ArrayList<>();
        String topic = Topics.RAW.topic();
        Feeder feeder = new Feeder(List.of(stream), null, null);
        feeder.feed(kafka.bootstrapServers(), topic, PARTITIONS, 10.0, progress::add);

        assertThat(progress).hasSize(lines.size()).isSorted().endsWith((long) lines.size());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                TopicPartition each = new TopicPartition(topic, partition);
                assertThat(consumer.endOffsets(List.of(each)))
                        .containsEntry(each, Feeder.endOffset(lines.size(), partition, PARTITIONS));
            }
        }
        Path file = folder.resolve("values");
        TopicFile.write(kafka.bootstrapServers(), topic, file, TopicFileTest::text, value -> {});
        assertThat(Files.readAllLines(file))
                .containsExactlyInAnyOrderElementsOf(
                        lines.stream().map(TopicFileTest::text).toList());
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> config = new HashMap<>(settings);
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int partition, String value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, null, TestStreams.utf8(value)))
                .get();
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
