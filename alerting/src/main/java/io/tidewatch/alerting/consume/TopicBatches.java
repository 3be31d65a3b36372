package io.tidewatch.alerting.consume;

import io.micrometer.core.instrument.Counter;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.store.OffsetStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of one topic, each in one transaction with its offsets. A record that is malformed, or that the database
 * refuses for what it holds, is counted and left out; a database that does not answer is asked again until it does.
 */
final class TopicBatches<T> {
    private static final Logger LOG = LoggerFactory.getLogger(TopicBatches.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(15);

    private final TopicWriter<T> writer;
    private final String topic;
    private final Jdbi jdbi;
    private final OffsetStore offsets;
    private final Counter records;
    private final Counter malformed;
    private final Counter retries;

    TopicBatches(
            TopicWriter<T> writer,
            String topic,
            Jdbi jdbi,
            OffsetStore offsets,
            Counter malformed,
            DeskMetrics metrics) {
        this.writer = writer;
        this.topic = topic;
        this.jdbi = jdbi;
        this.offsets = offsets;
        this.malformed = malformed;
        this.records = metrics.counter(DeskMetrics.RECORDS, "topic", topic);
        this.retries = metrics.counter(DeskMetrics.WRITE_RETRIES, "topic", topic);
    }

    /** Returns when the batch is written, or unwritten when {@code stop} says so. */
    void write(String cluster, List<ConsumerRecord<byte[], byte[]>> batch, BooleanSupplier stop) {
        Duration wait = FIRST_RETRY;
        while (!stop.getAsBoolean()) {
            try {
                writeOnce(cluster, batch);
                return;
            } catch (JdbiException e) {
                if (!blamesData(e)) {
                    retries.increment();
                    LOG.warn("The database did not take a batch of {}; trying again in {}", topic, wait, e);
                    pause(wait, stop);
                    wait = wait.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? wait.multipliedBy(2) : LAST_RETRY;
                } else if (batch.size() > 1) {
                    // One by one, so that only the record at fault is left out.
                    for (ConsumerRecord<byte[], byte[]> record : batch) {
                        write(cluster, List.of(record), stop);
                    }
                    return;
                } else {
                    leaveOut(batch.get(0), e);
                    jdbi.useTransaction(handle -> offsets.write(handle, cluster, topic, nextOffsets(batch)));
                    return;
                }
            }
        }
    }

    private void writeOnce(String cluster, List<ConsumerRecord<byte[], byte[]>> batch) {
        List<T> values = new ArrayList<>(batch.size());
        List<ConsumerRecord<byte[], byte[]>> unreadable = new ArrayList<>();
        List<RuntimeException> reasons = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            try {
                values.add(writer.read(record.value() == null ? new byte[0] : record.value()));
            } catch (RuntimeException e) {
                unreadable.add(record);
                reasons.add(e);
            }
        }
        Runnable tell = jdbi.inTransaction(handle -> {
            Runnable afterwards = values.isEmpty() ? () -> {} : writer.write(handle, values);
            offsets.write(handle, cluster, topic, nextOffsets(batch));
            return afterwards;
        });
        records.increment(values.size());
        for (int i = 0; i < unreadable.size(); i++) {
            leaveOut(unreadable.get(i), reasons.get(i));
        }
        tell.run();
    }

    private void leaveOut(ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
        malformed.increment();
        LOG.warn(
                "Left out {}-{} at offset {}: {}",
                topic,
                record.partition(),
                record.offset(),
                firstLine(reason.getMessage()));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("");
    }

    private static Map<Integer, Long> nextOffsets(List<ConsumerRecord<byte[], byte[]>> batch) {
        Map<Integer, Long> next = new HashMap<>();
        batch.forEach(record -> next.merge(record.partition(), record.offset() + 1, Math::max));
        return next;
    }

    /** Classes 22 (data exception) and 23 (constraint violation): another attempt would end the same way. */
    private static boolean blamesData(JdbiException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23");
            }
        }
        return false;
    }

    /** Waits, but not once {@code stop} says so. */
    void pause(Duration wait, BooleanSupplier stop) {
        long end = System.nanoTime() + wait.toNanos();
        while (!stop.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
