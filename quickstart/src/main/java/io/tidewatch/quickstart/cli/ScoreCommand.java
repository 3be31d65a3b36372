package io.tidewatch.quickstart.cli;

import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.quickstart.score.FileScorer;
import io.tidewatch.quickstart.score.TextRows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "score",
        description = {
            "Scores the texts of a file, without Kafka.",
            "",
            "Writes one line of JSON per input row, in order: row (from 0), topic, sentiment, theme, the calibrated",
            "probabilities of every label, the words that count most for the labels, and the tasks whose answer is",
            "uncertain. A row without a text, or of more than 64,512 tokens, gets a line with an error. A column or",
            "field 'title' is read with the text, as the job does."
        })
final class ScoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A .csv or .jsonl file, or either as .gz.")
    private Path file = Path.of("");

    @Option(names = "--format", description = "Of FILE: ${COMPLETION-CANDIDATES}; default: by its name.")
    private TextRows.@Nullable Format format;

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            defaultValue = "text",
            description = "Column or field that holds the text; default: ${DEFAULT-VALUE}.")
    private String textColumn = "text";

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write; default: the standard output.")
    private @Nullable Path out;

    @Mixin
    private ModelOption model;

    @Override
    public Integer call() throws Exception {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file " + file);
        }
        Path bundle = model.folder();
        int threads = Runtime.getRuntime().availableProcessors();
        long rows = countRows();
        long errors;
        try (OnnxScorer scorer = OnnxScorer.open(bundle, threads, 0);
                TextRows texts = TextRows.open(file, format, textColumn);
                OutputStream lines =
                        out == null ? standardOutput() : new BufferedOutputStream(Files.newOutputStream(out));
                Progress progress = new Progress("rows scored", rows, System.err)) {
            errors = new FileScorer(scorer, ModelBundle.load(bundle).labels()).score(texts, lines, progress::at);
        }
        if (errors > 0) {
            System.err.printf(Locale.ROOT, "%,d of %,d rows were not scored; their lines say why%n", errors, rows);
        }
        if (errors == rows) {
            System.err.printf(
                    "No row of %s has a text in '%s' that can be scored; --text-column names another%n",
                    file, textColumn);
            return 1;
        }
        return 0;
    }

    /** Closing it leaves the process its standard output. */
    private static OutputStream standardOutput() {
        return new BufferedOutputStream(System.out) {
            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private long countRows() throws Exception {
        long rows = 0;
        try (TextRows texts = TextRows.open(file, format, textColumn)) {
            for (; texts.hasNext(); texts.next()) {
                rows++;
            }
        }
        return rows;
    }
}
