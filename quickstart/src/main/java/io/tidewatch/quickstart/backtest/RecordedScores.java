package io.tidewatch.quickstart.backtest;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Highlight;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.Reading;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.TaskScore;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a model said of the texts of a stream, by text. A message's score depends on its text and the model alone, and
 * {@code news.scored} has it in full, so these stand for the model without any difference.
 */
final class RecordedScores {
    private final Map<String, List<TaskScore>> byText;

    private RecordedScores(Map<String, List<TaskScore>> byText) {
        this.byText = byText;
    }

    int size() {
        return byText.size();
    }

    boolean has(String text) {
        return byText.containsKey(text);
    }

    /** Null where the text was not scored. */
    @Nullable
    List<TaskScore> of(String text) {
        return byText.get(text);
    }

    /**
     * Keeps what a replay scored itself: repeats have their story's score, and what was read in part under overload has
     * another than it should have.
     *
     * @param scored the replay's {@code scored.jsonl}
     * @param recording gzipped JSON lines; there at once and whole, or not at all
     */
    static void record(Path scored, Path recording) throws IOException {
        Path unfinished = Files.createTempFile(recording.toAbsolutePath().getParent(), "recording-", ".tmp");
        try {
            try (BufferedReader reader = Files.newBufferedReader(scored);
                    BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(
                            new GZIPOutputStream(Files.newOutputStream(unfinished)), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    ScoredMessage message = parse(line);
                    if (message.novelty() == Novelty.NOVEL && message.reading() == Reading.WHOLE) {
                        writer.write(line);
                        writer.write('\n');
                    }
                }
            }
            Files.move(unfinished, recording, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** @throws IOException if the recording cannot be read or is of another model */
    static RecordedScores read(Path recording, ModelBundle.Labels labels) throws IOException {
        Map<String, List<TaskScore>> byText = new HashMap<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(recording)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                ScoredMessage message = parse(line);
                if (!message.model().version().equals(labels.version())) {
                    throw new IOException(recording + " has scores of model "
                            + message.model().version() + ", not of " + labels.version() + "; delete it");
                }
                byText.put(message.text(), scores(message, labels));
            }
        }
        return new RecordedScores(byText);
    }

    private static ScoredMessage parse(String line) {
        return EventJson.read(line.getBytes(StandardCharsets.UTF_8), ScoredMessage.class);
    }

    private static List<TaskScore> scores(ScoredMessage message, ModelBundle.Labels labels) {
        List<TaskScore> scores = new ArrayList<>(labels.tasks().size());
        for (ModelTask task : labels.tasks()) {
            Map<String, Double> probabilities = message.probabilities().getOrDefault(task.name(), Map.of());
            float[] inOrder = new float[task.labels().size()];
            for (int i = 0; i < inOrder.length; i++) {
                inOrder[i] =
                        probabilities.getOrDefault(task.labels().get(i), 0.0).floatValue();
            }
            List<Highlight> highlights = message.highlights().getOrDefault(task.name(), List.of());
            boolean uncertain = message.uncertain().contains(task.name());
            scores.add(new TaskScore(task.name(), label(message, task), inOrder, highlights, uncertain));
        }
        return scores;
    }

    /** The label as it was decided: of two that are equal when rounded, the probabilities do not tell which. */
    private static String label(ScoredMessage message, ModelTask task) {
        return switch (task.name()) {
            case ModelTask.TOPIC -> message.topic();
            case ModelTask.SENTIMENT -> message.sentiment();
            case ModelTask.THEME -> message.theme();
            default -> throw new IllegalArgumentException("a scored message has no label of the task " + task.name());
        };
    }
}
