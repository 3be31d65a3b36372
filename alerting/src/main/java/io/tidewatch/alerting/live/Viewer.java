package io.tidewatch.alerting.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One browser at the live stream. At most one thread writes to it at a time. */
public final class Viewer {
    /** What a viewer that does not read may have waiting before it is told to load anew instead. */
    private static final int MAX_QUEUED = 500;

    private static final LiveEvent PING = new LiveEvent("", "", "");

    private final Connection connection;
    private final Executor senders;
    private final Deque<LiveEvent> queue = new ArrayDeque<>();
    private boolean sending;

    Viewer(Connection connection, Executor senders) {
        this.connection = connection;
        this.senders = senders;
    }

    void add(LiveEvent event) {
        synchronized (queue) {
            if (queue.size() >= MAX_QUEUED) {
                queue.clear();
                queue.add(new LiveEvent(event.id(), "reset", "{}"));
            } else {
                queue.add(event);
            }
            if (sending) {
                return;
            }
            sending = true;
        }
        try {
            senders.execute(this::send);
        } catch (RejectedExecutionException e) {
            // The hub is closing, and with it the connection.
        }
    }

    void ping() {
        add(PING);
    }

    private void send() {
        for (LiveEvent event = next(); event != null; event = next()) {
            if (event == PING) {
                connection.ping();
            } else {
                connection.send(event);
            }
        }
    }

    private @Nullable LiveEvent next() {
        synchronized (queue) {
            LiveEvent event = queue.poll();
            sending = event != null;
            return event;
        }
    }

    void close() {
        connection.close();
    }

    /** The way to a browser; writing to one that is gone does nothing. */
    public interface Connection {
        void send(LiveEvent event);

        void ping();

        void close();
    }
}
