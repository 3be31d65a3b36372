package io.tidewatch.alerting.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The labels that messages have had. */
public final class LabelReader {
    public Map<String, TreeSet<String>> byTask(Handle handle) {
        Map<String, TreeSet<String>> labels = new TreeMap<>();
        handle.createQuery("SELECT task, label FROM task_label")
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(entry -> labels.computeIfAbsent(entry.getKey(), task -> new TreeSet<>())
                        .add(entry.getValue()));
        return labels;
    }
}
