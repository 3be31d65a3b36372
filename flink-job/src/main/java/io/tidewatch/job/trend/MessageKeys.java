package io.tidewatch.job.trend;

import io.tidewatch.events.TrendKey;
import io.tidewatch.job.config.KeyKind;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scored;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Under which keys a message counts: that of all messages, and those of the kinds that are wanted. */
final class MessageKeys implements Serializable {
    private static final long serialVersionUID = 1;

    private final Set<KeyKind> wanted;

    MessageKeys(Set<KeyKind> wanted) {
        this.wanted = wanted;
    }

    List<TrendKey> of(Scored scored) {
        List<TrendKey> keys = new ArrayList<>();
        keys.add(TrendKey.ALL);
        List<String> entities = scored.storied().arrival().entities();
        addByEntity(keys, TrendKey.ALL, KeyKind.ENTITY, entities);
        TrendKey topic = TrendKey.ofTopic(scored.scores().task(ModelTask.TOPIC).label());
        addAlone(keys, topic, KeyKind.TOPIC);
        addByEntity(keys, topic, KeyKind.TOPIC_ENTITY, entities);
        String themeLabel = scored.scores().task(ModelTask.THEME).label();
        if (!themeLabel.equals(ModelTask.NO_THEME)) {
            TrendKey theme = TrendKey.ofTheme(themeLabel);
            addAlone(keys, theme, KeyKind.THEME);
            addByEntity(keys, theme, KeyKind.THEME_ENTITY, entities);
        }
        return keys;
    }

    private void addAlone(List<TrendKey> keys, TrendKey key, KeyKind kind) {
        if (wanted.contains(kind)) {
            keys.add(key);
        }
    }

    private void addByEntity(List<TrendKey> keys, TrendKey key, KeyKind kind, List<String> entities) {
        if (wanted.contains(kind)) {
            entities.forEach(entity -> keys.add(key.withEntity(entity)));
        }
    }
}
