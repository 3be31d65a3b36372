package io.tidewatch.job.trend;

import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.KeyKind;
import java.util.Set;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Lets those windows through in which surges are looked for, and the windows of all messages, which tell whether the
 * feed is up.
 */
public final class WatchedKeys implements FilterFunction<ClosedWindow> {
    private static final long serialVersionUID = 1;

    private final Set<KeyKind> watched;

    WatchedKeys(Set<KeyKind> watched) {
        this.watched = watched;
    }

    public static DataStream<ClosedWindow> attach(DataStream<ClosedWindow> windows, Set<KeyKind> watched) {
        return windows.filter(new WatchedKeys(watched))
                .name("windows for alerts")
                .uid("trend-windows-for-alerts");
    }

    @Override
    public boolean filter(ClosedWindow window) {
        TrendKey key = window.key();
        return key.equals(TrendKey.ALL) || watched.contains(kind(key));
    }

    private static KeyKind kind(TrendKey key) {
        if (key.topic() != null) {
            return key.entity() == null ? KeyKind.TOPIC : KeyKind.TOPIC_ENTITY;
        }
        if (key.theme() != null) {
            return key.entity() == null ? KeyKind.THEME : KeyKind.THEME_ENTITY;
        }
        return KeyKind.ENTITY;
    }
}
