package io.tidewatch.quickstart.replay;

import io.tidewatch.events.Alert;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows {@code sentiment.alerts} and hands on each step of an alert once, though it may be delivered more often. */
final class AlertTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<Alert> onAlert;
    private final Thread thread;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private volatile boolean stopWhenCaughtUp;
    private volatile boolean closed;

    AlertTail(String bootstrapServers, Consumer<Alert> onAlert) {
        this.onAlert = onAlert;
        thread = new Thread(() -> follow(bootstrapServers), "alert-tail");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until every alert that is in the topic now has been handed on. */
    void awaitCaughtUp() throws InterruptedException {
        stopWhenCaughtUp = true;
        caughtUp.await();
    }

    private void follow(String bootstrapServers) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        List<TopicPartition> partition = List.of(new TopicPartition(Topics.ALERTS.topic(), 0));
        Set<String> seen = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            while (!closed && !isDone(consumer, partition)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Alert alert = EventJson.read(record.value(), Alert.class);
                    if (seen.add(alert.id() + alert.windowEnd())) {
                        onAlert.accept(alert);
                    }
                }
            }
        } finally {
            caughtUp.countDown();
        }
    }

    private boolean isDone(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partition) {
        return stopWhenCaughtUp
                && consumer.position(partition.get(0))
                        >= consumer.endOffsets(partition).getOrDefault(partition.get(0), 0L);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
