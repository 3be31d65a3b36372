package io.tidewatch.quickstart.score;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Highlight;
import io.tidewatch.job.inference.EncodedText;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.ModelTask;
import io.tidewatch.job.inference.Scores;
import io.tidewatch.job.inference.TextScorer;
import io.tidewatch.job.sink.ScoredMessages;
import io.tidewatch.job.text.TextCleaner;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Scores the rows of a file and writes one line of JSON for each, in order. */
public final class FileScorer {
    /** Rows that are sorted by length and scored together; fewer where their texts are long. */
    private static final int CHUNK_ROWS = 1_024;

    private static final int CHUNK_CHARS = 1 << 20;

    private final TextScorer scorer;
    private final ModelBundle.Labels labels;

    public FileScorer(TextScorer scorer, ModelBundle.Labels labels) {
        this.scorer = scorer;
        this.labels = labels;
    }

    /**
     * @param row from 0
     * @param error why the row could not be scored; the other fields are then absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(
            long row,
            @Nullable String topic,
            @Nullable String sentiment,
            @Nullable String theme,
            @Nullable Map<String, Map<String, Double>> probabilities,
            @Nullable Map<String, List<Highlight>> highlights,
            @Nullable List<String> uncertain,
            @Nullable String error) {}

    /** @return number of rows that got an error */
    public long score(TextRows rows, OutputStream out, LongConsumer progress)
            throws IOException, TextScorer.ScoringException {
        long errors = 0;
        List<Read> chunk = new ArrayList<>();
        long chars = 0;
        while (rows.hasNext()) {
            TextRows.Row row = rows.next();
            chunk.add(read(row));
            chars += row.text() == null ? 0 : row.text().length();
            if (chunk.size() == CHUNK_ROWS || chars >= CHUNK_CHARS || !rows.hasNext()) {
                errors += write(chunk, out);
                progress.accept(row.number() + 1);
                chunk.clear();
                chars = 0;
            }
        }
        return errors;
    }

    /**
     * A row as the model reads it.
     *
     * @param windows of its text; empty where it cannot be scored
     */
    private record Read(
            long row, List<EncodedText> windows, @Nullable String error) {}

    private Read read(TextRows.Row row) {
        String text = row.text() == null ? "" : TextCleaner.modelText(row.title(), row.text());
        if (text.isEmpty()) {
            return new Read(row.number(), List.of(), "the row has no text once it is cleaned");
        }
        try {
            return new Read(row.number(), scorer.encode(text), null);
        } catch (IllegalArgumentException e) {
            return new Read(row.number(), List.of(), "the model cannot score this text: " + e.getMessage());
        }
    }

    private long write(List<Read> chunk, OutputStream out) throws IOException, TextScorer.ScoringException {
        List<Scores> scores = scorer.scoreEncoded(chunk.stream()
                .map(Read::windows)
                .filter(windows -> !windows.isEmpty())
                .toList());
        int scored = 0;
        for (Read read : chunk) {
            Line line = read.error() == null
                    ? line(read.row(), scores.get(scored++))
                    : new Line(read.row(), null, null, null, null, null, null, read.error());
            out.write(EventJson.write(line));
            out.write('\n');
        }
        return chunk.size() - scored;
    }

    private Line line(long row, Scores scores) {
        return new Line(
                row,
                scores.task(ModelTask.TOPIC).label(),
                scores.task(ModelTask.SENTIMENT).label(),
                scores.task(ModelTask.THEME).label(),
                ScoredMessages.probabilities(scores, labels),
                ScoredMessages.highlights(scores),
                ScoredMessages.uncertain(scores),
                null);
    }
}
