package io.tidewatch.alerting.live;

import io.tidewatch.alerting.store.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells every viewer of each event. An event is written to JSON once, the last ones are remembered for viewers that come
 * back, and each viewer has a queue of its own that a few threads empty, so that a slow browser holds up nobody but
 * itself.
 */
public final class LiveHub implements AutoCloseable {
    private static final int REMEMBERED = 2_000;
    private static final int SENDERS = 8;
    private static final long PING_SECONDS = 15;

    /** Part of each event's id: ids of an earlier run say nothing of this one's events. */
    private final String run;

    private final int maxViewers;
    private final Deque<LiveEvent> recent = new ArrayDeque<>();
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS, task -> daemon(task, "live-sender"));
    private final ScheduledExecutorService pings =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "live-ping"));
    private long sequence;
    private boolean closed;

    /** @param run differs from that of every earlier run of the service */
    public LiveHub(String run, int maxViewers) {
        this.run = run;
        this.maxViewers = maxViewers;
        pings.scheduleAtFixedRate(() -> viewers.forEach(Viewer::ping), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Tells all viewers; returns before they have it. */
    public void publish(String name, Object value) {
        String data = Json.write(value);
        // Numbered, remembered and queued under one lock, so that every viewer gets the events in one order.
        synchronized (recent) {
            LiveEvent event = new LiveEvent(run + "-" + (++sequence), name, data);
            recent.addLast(event);
            if (recent.size() > REMEMBERED) {
                recent.removeFirst();
            }
            viewers.forEach(viewer -> viewer.add(event));
        }
    }

    /** Whether another viewer may come. */
    public boolean hasRoom() {
        return viewers.size() < maxViewers;
    }

    public int viewers() {
        return viewers.size();
    }

    /**
     * Adds a viewer.
     *
     * @param lastEventId of the last event that it got; null for a new one
     * @return what to call when it is gone; a viewer that comes while the hub closes is sent away
     */
    public Runnable join(Viewer.Connection connection, @Nullable String lastEventId) {
        Viewer viewer = new Viewer(connection, senders);
        synchronized (recent) {
            if (closed) {
                viewer.close();
                return () -> {};
            }
            viewer.add(new LiveEvent(run + "-" + sequence, "hello", "{}"));
            missed(lastEventId).forEach(viewer::add);
            viewers.add(viewer);
        }
        return () -> viewers.remove(viewer);
    }

    private List<LiveEvent> missed(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty() || lastEventId.equals(run + "-" + sequence)) {
            return List.of();
        }
        List<LiveEvent> missed = new ArrayList<>();
        boolean found = lastEventId.equals(run + "-0") && sequence <= REMEMBERED;
        for (LiveEvent event : recent) {
            if (found) {
                missed.add(event);
            }
            found |= event.id().equals(lastEventId);
        }
        return found ? missed : List.of(new LiveEvent(run + "-" + sequence, "reset", "{}"));
    }

    /** Ends every viewer's stream. Must come before the web server's end, which waits for its requests. */
    @Override
    public void close() {
        synchronized (recent) {
            closed = true;
        }
        pings.shutdownNow();
        viewers.forEach(Viewer::close);
        senders.shutdownNow();
    }
}
