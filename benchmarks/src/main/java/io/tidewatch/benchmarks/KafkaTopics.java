package io.tidewatch.benchmarks;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.NewsMessage;
import io.tidewatch.quickstart.kafka.TopicEnds;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topics that a benchmark's runs read and write. */
final class KafkaTopics implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CREATE_TIMEOUT = Duration.ofMinutes(5);
    private static final long RETRY_MILLIS = 50;
    /** The default of the job's {@code kafka.group-id}. */
    private static final String JOB_GROUP = "tidewatch";

    private final String bootstrapServers;
    private final Admin admin;

    KafkaTopics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** A topic whose records carry the time that their sender gave them. */
    void createInput(String topic, int partitions) throws IOException {
        create(topic, partitions, "CreateTime");
    }

    /** A topic whose records carry the time of their arrival at the broker. */
    void createOutput(String topic, int partitions) throws IOException {
        create(topic, partitions, "LogAppendTime");
    }

    private void create(String topic, int partitions, String timestamps) throws IOException {
        Map<String, String> config = Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                "-1",
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                timestamps,
                // A stream's dates are of its own time, which may lie after this machine's.
                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                String.valueOf(Long.MAX_VALUE));
        NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(config);
        await(admin.createTopics(List.of(wanted)).all());
        awaitLeaders(topic, partitions);
    }

    /**
     * Waits until each partition answers. A producer that is faster than that has its first batch refused and its second
     * one taken; then the first one never fits in again.
     */
    private void awaitLeaders(String topic, int partitions) throws IOException {
        long deadline = System.nanoTime() + CREATE_TIMEOUT.toNanos();
        while (!isKnown(topic)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the topic " + topic + " was created, but Kafka does not know of it");
            }
            sleepBriefly();
        }
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        await(admin.listOffsets(asked).all());
    }

    private boolean isKnown(String topic) throws IOException {
        try {
            await(admin.describeTopics(List.of(topic)).allTopicNames());
            return true;
        } catch (IOException e) {
            if (e.getCause() instanceof ExecutionException failure
                    && failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private static void sleepBriefly() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for Kafka", e);
        }
    }

    void delete(Collection<String> topics) throws IOException {
        await(admin.deleteTopics(topics).all());
    }

    /**
     * Sends records, round the partitions like a replay.
     *
     * @param dated values under their dates, in epoch milliseconds
     * @return how many
     */
    long send(String topic, int partitions, Iterator<Map.Entry<Long, byte[]>> dated) throws IOException {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        long sent = 0;
        try (KafkaProducer<byte[], byte[]> producer = producer(20)) {
            while (dated.hasNext()) {
                Map.Entry<Long, byte[]> next = dated.next();
                producer.send(
                        new ProducerRecord<>(topic, (int) (sent % partitions), next.getKey(), null, next.getValue()),
                        (metadata, exception) -> failure.compareAndSet(null, exception));
                sent++;
            }
        }
        Exception cause = failure.get();
        if (cause != null) {
            throw new IOException("Kafka did not take a message: " + cause.getMessage(), cause);
        }
        return sent;
    }

    /** @param lingerMillis for which a record may wait for company */
    KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
        // How large a message may be the topic decides: 250,000 control characters are 1.5 MB of JSON.
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMillis,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static ProducerRecord<byte[], byte[]> record(String topic, int partition, NewsMessage message) {
        long timestamp = message.publishedAt().toEpochMilli();
        return new ProducerRecord<>(topic, partition, timestamp, null, EventJson.write(message));
    }

    /** Records of a topic that no transaction writes to. */
    long size(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions(consumer, topic)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** Messages of {@code news.raw} that the job has read, as of its newest checkpoint. */
    long read() throws IOException {
        return await(admin.listConsumerGroupOffsets(JOB_GROUP).partitionsToOffsetAndMetadata()).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    /** Hands on all committed records of a topic. */
    void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = TopicEnds.written(bootstrapServers, partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(told);
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static <T> T await(KafkaFuture<T> done) throws IOException {
        try {
            return done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for Kafka", e);
        } catch (ExecutionException e) {
            throw new IOException("Kafka refused: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
