package io.tidewatch.quickstart.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.tidewatch.events.EventJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV or JSON Lines file, each with a text and perhaps a title. */
public final class TextRows implements Iterator<TextRows.Row>, AutoCloseable {
    private static final String TITLE_COLUMN = "title";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final MappingIterator<JsonNode> rows;
    private final String textColumn;
    private final Path file;
    private final boolean columnsFixed;
    private long number;

    /**
     * @param number of the row, from 0
     * @param text null where the row has none
     */
    public record Row(
            long number, @Nullable String title, @Nullable String text) {}

    /** How a file's rows are written. */
    public enum Format {
        csv,
        jsonl;

        /** By the file's name, {@code .gz} aside; JSON Lines unless it says CSV. */
        static Format of(Path file) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
            return name.endsWith(".csv") ? csv : jsonl;
        }
    }

    private TextRows(MappingIterator<JsonNode> rows, String textColumn, Path file, boolean columnsFixed) {
        this.rows = rows;
        this.textColumn = textColumn;
        this.file = file;
        this.columnsFixed = columnsFixed;
    }

    /** @param format null: by the file's name */
    public static TextRows open(Path file, @Nullable Format format, String textColumn) throws IOException {
        InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        Format actual = format == null ? Format.of(file) : format;
        ObjectReader reader = switch (actual) {
            case csv ->
                new CsvMapper()
                        .readerFor(JsonNode.class)
                        .with(CsvSchema.emptySchema().withHeader());
            case jsonl -> EventJson.mapper().readerFor(JsonNode.class);
        };
        return new TextRows(reader.readValues(text(in)), textColumn, file, actual == Format.csv);
    }

    /** Decodes leniently, as texts are often damaged, and skips the byte order mark with which spreadsheets begin. */
    private static Reader text(InputStream in) throws IOException {
        BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        return text;
    }

    @Override
    public boolean hasNext() {
        try {
            return rows.hasNextValue();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Row next() {
        JsonNode row;
        try {
            row = rows.nextValue();
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (columnsFixed && number == 0 && !row.has(textColumn)) {
            throw new IllegalArgumentException("The rows of " + file + " have no column '" + textColumn
                    + "'; name the right one with --text-column");
        }
        return new Row(number++, text(row, TITLE_COLUMN), text(row, textColumn));
    }

    private static @Nullable String text(JsonNode row, String column) {
        JsonNode value = row.get(column);
        return value == null || value.isNull() ? null : value.asText();
    }

    private UncheckedIOException unreadable(IOException cause) {
        return new UncheckedIOException("Cannot read row " + number + " of " + file + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
