package io.tidewatch.alerting.consume;

import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.store.MessageWriter;
import io.tidewatch.alerting.store.ReceivedMessage;
import io.tidewatch.alerting.view.MessageCount;
import io.tidewatch.events.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Scored messages: stored and counted. Viewers are told how many came, at most once a second. */
public final class MessageIntake implements TopicWriter<ReceivedMessage> {
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final MessageWriter writer;
    private final LiveHub live;
    private final Clock clock;
    // Touched by the consumer's thread alone.
    private int untold;
    private long total;
    private Instant newest = Instant.EPOCH;
    private Instant toldAt = Instant.EPOCH;

    public MessageIntake(MessageWriter writer, LiveHub live, Clock clock) {
        this.writer = writer;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public Topics topic() {
        return Topics.SCORED;
    }

    @Override
    public ReceivedMessage read(byte[] value) {
        return ReceivedMessage.read(value);
    }

    @Override
    public Runnable write(Handle handle, List<ReceivedMessage> messages) {
        int added = writer.upsert(handle, messages);
        return () -> {
            untold += added;
            total += added;
            for (ReceivedMessage received : messages) {
                Instant published = received.message().publishedAt();
                newest = published.isAfter(newest) ? published : newest;
            }
            Instant now = clock.instant();
            if (untold > 0 && Duration.between(toldAt, now).compareTo(TELL_EVERY) >= 0) {
                live.publish("message-count", new MessageCount(untold, total, newest));
                untold = 0;
                toldAt = now;
            }
        };
    }
}
