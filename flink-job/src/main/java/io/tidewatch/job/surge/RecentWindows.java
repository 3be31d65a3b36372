package io.tidewatch.job.surge;

import io.tidewatch.events.TrendKey;
import io.tidewatch.job.trend.ClosedWindow;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a key that an alert may rest on, by index, and those that were not judged yet. Windows without messages
 * are not among them.
 */
final class RecentWindows {
    private final MapState<Long, ClosedWindow> windows;
    private final int keptWindows;

    /** @param keptWindows how far back judged windows are kept */
    RecentWindows(MapState<Long, ClosedWindow> windows, int keptWindows) {
        this.windows = windows;
        this.keptWindows = keptWindows;
    }

    void put(long index, ClosedWindow window) throws Exception {
        windows.put(index, window);
    }

    @Nullable
    ClosedWindow get(long index) throws Exception {
        return windows.get(index);
    }

    /** Of the latest window, judged or not; the least number where there is none. */
    long lastIndex() throws Exception {
        long last = Long.MIN_VALUE;
        for (long index : windows.keys()) {
            last = Math.max(last, index);
        }
        return last;
    }

    void clear() {
        windows.clear();
    }

    /** As far as they are kept, in their order; {@code lastIndex} included. */
    List<ClosedWindow> between(long firstIndex, long lastIndex) throws Exception {
        List<ClosedWindow> found = new ArrayList<>();
        for (long index = Math.max(firstIndex, lastIndex - keptWindows + 1); index <= lastIndex; index++) {
            ClosedWindow window = windows.get(index);
            if (window != null) {
                found.add(window);
            }
        }
        return found;
    }

    /** The key that all of them are of. There always is one: the last window is kept. */
    TrendKey key() throws Exception {
        return windows.values().iterator().next().key();
    }

    /** Forgets what is too far back to be kept, now that all windows up to this one were judged. */
    void judgedUpTo(long lastIndex) throws Exception {
        List<Long> old = new ArrayList<>();
        for (long index : windows.keys()) {
            if (index <= lastIndex - keptWindows) {
                old.add(index);
            }
        }
        for (long index : old) {
            windows.remove(index);
        }
    }
}
