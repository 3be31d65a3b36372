package io.tidewatch.job.trend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.KeyKind;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchedKeysTest {
    private static final Map<KeyKind, TrendKey> KEYS = new EnumMap<>(Map.of(
            KeyKind.TOPIC, TrendKey.ofTopic("Macro"),
            KeyKind.THEME, TrendKey.ofTheme("governance"),
            KeyKind.ENTITY, TrendKey.ALL.withEntity("MRWD"),
            KeyKind.TOPIC_ENTITY, TrendKey.ofTopic("Macro").withEntity("MRWD"),
            KeyKind.THEME_ENTITY, TrendKey.ofTheme("governance").withEntity("MRWD")));

    @Test
    void eachKindOfKeyIsWatchedOnlyIfWanted() {
        for (KeyKind wanted : KeyKind.values()) {
            WatchedKeys watched = new WatchedKeys(EnumSet.of(wanted));
            KEYS.forEach((kind, key) -> assertThat(watched.filter(window(key)))
                    .as(wanted + " " + key)
                    .isEqualTo(kind == wanted));
        }
    }

    @Test
    void theWindowsThatTellWhetherTheFeedIsUpAlwaysPass() {
        assertThat(new WatchedKeys(Set.of()).filter(window(TrendKey.ALL))).isTrue();
    }

    private static ClosedWindow window(TrendKey key) {
        return new ClosedWindow(key, 0, 300_000, 0, new TrendCounts());
    }
}
