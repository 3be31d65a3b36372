package io.tidewatch.quickstart.replay;

import io.tidewatch.quickstart.kafka.TopicEnds;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Writes all committed values of a topic that nobody writes to any more to a file, one a line, in an order of their own: Kafka's order depends on the
 * job's parallelism, the file must not.
 */
final class TopicFile {
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicFile() {}

    private record Entry(String sortKey, long position, int length) {}

    /**
     * @param sortKey of a value; values with equal keys are written once, because what is delivered at least once may
     *     come twice
     * @param onValue told of each value written
     * @return number of lines written
     */
    static int write(
            String bootstrapServers,
            String topic,
            Path file,
            Function<byte[], String> sortKey,
            Consumer<byte[]> onValue)
            throws IOException {
        Path unsorted = Files.createTempFile(file.toAbsolutePath().getParent(), "unsorted-", ".tmp");
        try {
            Map<String, Entry> entries = collect(bootstrapServers, topic, unsorted, sortKey);
            List<Entry> sorted = new ArrayList<>(entries.values());
            sorted.sort(Comparator.comparing(Entry::sortKey));
            copy(unsorted, sorted, file, onValue);
            return sorted.size();
        } finally {
            Files.deleteIfExists(unsorted);
        }
    }

    private static Map<String, Entry> collect(
            String bootstrapServers, String topic, Path unsorted, Function<byte[], String> sortKey) throws IOException {
        Map<String, Entry> entries = new HashMap<>();
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                OutputStream out = Files.newOutputStream(unsorted)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = TopicEnds.written(bootstrapServers, partitions);
            long position = 0;
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    byte[] value = record.value();
                    String key = sortKey.apply(value);
                    entries.put(key, new Entry(key, position, value.length));
                    out.write(value);
                    position += value.length;
                }
            }
        }
        return entries;
    }

    private static void copy(Path unsorted, List<Entry> sorted, Path file, Consumer<byte[]> onValue)
            throws IOException {
        try (FileChannel in = FileChannel.open(unsorted, StandardOpenOption.READ);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (Entry entry : sorted) {
                ByteBuffer value = ByteBuffer.allocate(entry.length());
                while (value.hasRemaining() && in.read(value, entry.position() + value.position()) >= 0) {
                    // A read may bring less than was asked for.
                }
                onValue.accept(value.array());
                out.write(value.array());
                out.write('\n');
            }
        }
    }
}
