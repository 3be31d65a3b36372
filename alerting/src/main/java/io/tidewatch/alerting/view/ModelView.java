package io.tidewatch.alerting.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bundle of the models folder with its manifest's figures. */
public record ModelView(
        String version,
        @Nullable String name,
        @Nullable Instant createdAt,
        String sha256,
        long bytes,
        @Nullable Double targetAccuracy,
        List<Task> tasks,
        List<Figure> figures,
        @Nullable Gate gate,
        @Nullable String card,
        @Nullable String problem) {
    /** A task, how many labels it has and from which probability on its answers are certain. */
    public record Task(String name, int labels, @Nullable Double certainAbove) {}

    /** How well a task did on the texts of one source. */
    public record Figure(
            String split,
            String source,
            String task,
            int texts,
            @Nullable Double accuracy,
            @Nullable Double macroF1,
            @Nullable Double calibrationError) {}

    /** What a comparison with the model in use decided. */
    public record Gate(boolean promotable, @Nullable String champion, List<String> reasons) {}
}
