package io.tidewatch.quickstart.replay;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was started, the last first, when the work is done or when the process is told to end (Ctrl-C), whichever
 * comes first.
 */
public final class OnExit implements AutoCloseable {
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Thread hook = new Thread(this::closeAll, "close-on-exit");

    public OnExit() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public synchronized <T extends AutoCloseable> T add(T resource) {
        started.push(resource);
        return resource;
    }

    private synchronized void closeAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("tidewatch: while ending: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook has nothing left to do.
        }
    }
}
