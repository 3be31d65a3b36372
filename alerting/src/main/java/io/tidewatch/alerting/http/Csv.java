package io.tidewatch.alerting.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table for spreadsheets. A text that one would take for a formula gets an apostrophe in front, which
 * spreadsheets do not show; white space in front of it does not help the text.
 */
final class Csv implements Closeable {
    private static final CsvMapper MAPPER = CsvMapper.csvBuilder()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    private final com.fasterxml.jackson.databind.SequenceWriter rows;

    Csv(OutputStream out, List<String> header) throws IOException {
        this.rows = MAPPER.writer(CsvSchema.emptySchema()).writeValues(out);
        rows.write(header);
    }

    void row(@Nullable Object... cells) throws IOException {
        String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            Object cell = cells[i];
            texts[i] = cell == null ? "" : cell instanceof Number ? cell.toString() : defused(cell.toString());
        }
        rows.write(texts);
    }

    static String defused(String text) {
        String seen = text.stripLeading();
        boolean formula = !seen.isEmpty() && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(seen.charAt(0)) >= 0;
        boolean control =
                !text.isEmpty() && (text.charAt(0) == '\t' || text.charAt(0) == '\r' || text.charAt(0) == '\n');
        return formula || control ? "'" + text : text;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
