package io.tidewatch.alerting.consume;

import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.store.Outbox;
import io.tidewatch.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the outbox to Kafka on a thread of its own, in order, and deletes what Kafka has acknowledged. */
public final class OutboxSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
    private static final int AT_ONCE = 100;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final Jdbi jdbi;
    private final KafkaClients clients;
    private final DeskConfig.KafkaConfig config;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "outbox-sender");
    private volatile boolean closed;
    private volatile int waiting;

    public OutboxSender(
            Outbox outbox, Jdbi jdbi, KafkaClients clients, DeskConfig.KafkaConfig config, DeskMetrics metrics) {
        this.outbox = outbox;
        this.jdbi = jdbi;
        this.clients = clients;
        this.config = config;
        metrics.gauge(DeskMetrics.OUTBOX, this, sender -> sender.waiting);
    }

    public OutboxSender start() {
        thread.start();
        return this;
    }

    /** Says that there is something to send; without it the outbox is looked at every second. */
    public void wake() {
        work.release();
    }

    private void run() {
        while (!closed) {
            try (KafkaProducer<byte[], byte[]> producer = clients.producer()) {
                while (!closed) {
                    if (!sendSome(producer)) {
                        awaitWork();
                    }
                }
            } catch (KafkaException | JdbiException | ExecutionException e) {
                LOG.warn("The outbox could not be sent; trying again", e);
                awaitWork();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return whether there may be more */
    private boolean sendSome(KafkaProducer<byte[], byte[]> producer) throws InterruptedException, ExecutionException {
        List<Outbox.Entry> entries = jdbi.withHandle(handle -> outbox.waiting(handle, AT_ONCE));
        waiting = entries.size();
        if (entries.isEmpty()) {
            return false;
        }
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        for (Outbox.Entry entry : entries) {
            acknowledged.add(producer.send(record(entry)));
        }
        producer.flush();
        for (Future<RecordMetadata> one : acknowledged) {
            one.get();
        }
        List<Long> sent = entries.stream().map(Outbox.Entry::id).toList();
        jdbi.useTransaction(handle -> outbox.remove(handle, sent));
        waiting = 0;
        return entries.size() == AT_ONCE;
    }

    private ProducerRecord<byte[], byte[]> record(Outbox.Entry entry) {
        Topics topic = entry.topic();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(config.topic(topic), bytes(entry.key()), bytes(entry.value()));
        record.headers()
                .add(Topics.SCHEMA_HEADER, topic.schema().getBytes(StandardCharsets.UTF_8))
                .add(
                        Topics.SCHEMA_VERSION_HEADER,
                        String.valueOf(topic.schemaVersion()).getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private void awaitWork() {
        try {
            if (work.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                work.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
