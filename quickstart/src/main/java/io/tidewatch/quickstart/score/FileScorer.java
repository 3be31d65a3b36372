package io.tidewatch.quickstart.score;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Highlight;
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
    /** Rows that are sorted by length and scored together. */
    private static final int CHUNK_ROWS = 1_024;

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
            @Nullable String error) {}

    /** @return number of rows without a text to score */
    public long score(TextRows rows, OutputStream out, LongConsumer progress)
            throws IOException, TextScorer.ScoringException {
        long withoutText = 0;
        List<TextRows.Row> chunk = new ArrayList<>();
        while (rows.hasNext()) {
            chunk.add(rows.next());
            if (chunk.size() == CHUNK_ROWS || !rows.hasNext()) {
                withoutText += write(chunk, out);
                progress.accept(chunk.get(chunk.size() - 1).number() + 1);
                chunk.clear();
            }
        }
        return withoutText;
    }

    private long write(List<TextRows.Row> chunk, OutputStream out) throws IOException, TextScorer.ScoringException {
        List<String> texts = new ArrayList<>();
        for (TextRows.Row row : chunk) {
            String text = row.text() == null ? "" : TextCleaner.modelText(row.title(), row.text());
            texts.add(text);
        }
        List<Scores> scores =
                scorer.scoreTexts(texts.stream().filter(text -> !text.isEmpty()).toList());
        int scored = 0;
        for (int i = 0; i < chunk.size(); i++) {
            long row = chunk.get(i).number();
            Line line = texts.get(i).isEmpty()
                    ? new Line(row, null, null, null, null, null, "the row has no text once it is cleaned")
                    : line(row, scores.get(scored++));
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
                null);
    }
}
