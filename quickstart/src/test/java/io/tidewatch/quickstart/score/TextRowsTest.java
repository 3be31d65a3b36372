package io.tidewatch.quickstart.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.score.TextRows.Format;
import io.tidewatch.quickstart.score.TextRows.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRowsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void csvFieldsMayHoldQuotesCommasAndLineBreaks() throws IOException {
        Path file = file(
                "texts.csv",
                "id,title,text\n1,\"Tallow, Ostrey\",\"says \"\"no\"\" to\na merger, for now\"\n2,,plain\r\n3,t,last");
        assertThat(rows(file, null, "text"))
                .containsExactly(
                        new Row(0, "Tallow, Ostrey", "says \"no\" to\na merger, for now"),
                        new Row(1, "", "plain"),
                        new Row(2, "t", "last"));
    }

    @Test
    void jsonLinesMayLeaveOutTheTitleAndTheText() throws IOException {
        Path file = file(
                "texts.jsonl",
                "{\"id\":0}\n"
                        + "{\"text\":\"a\",\"title\":\"t\"}\n"
                        + "{\"text\":\"b\"}\n\n"
                        + "{\"title\":\"c\"}\n"
                        + "{\"text\":null}\n"
                        + "{\"text\":7}");
        assertThat(rows(file, null, "text"))
                .containsExactly(
                        new Row(0, null, null),
                        new Row(1, "t", "a"),
                        new Row(2, null, "b"),
                        new Row(3, "c", null),
                        new Row(4, null, null),
                        new Row(5, null, "7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"texts.csv", "texts.csv.gz", "TEXTS.CSV", "Texts.Csv.gz"})
    void theNameTellsTheFormat(String name) throws IOException {
        Path file =
                TestStreams.write(folder.resolve(name), List.of(TestStreams.utf8("text"), TestStreams.utf8("oil up")));
        assertThat(rows(file, null, "text")).containsExactly(new Row(0, null, "oil up"));
    }

    @Test
    void theFormatCanBeGivenInstead() throws IOException {
        assertThat(rows(file("texts.txt", "text\noil up\n"), Format.csv, "text"))
                .containsExactly(new Row(0, null, "oil up"));
        assertThat(rows(file("texts.csv", "{\"text\":\"oil up\"}\n"), Format.jsonl, "text"))
                .containsExactly(new Row(0, null, "oil up"));
    }

    @Test
    void theTextMayStandInAnotherColumn() throws IOException {
        assertThat(rows(file("texts.csv", "text,body\na,b\n"), null, "body")).containsExactly(new Row(0, null, "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"headline,body\na,b\n", "Text\na\n"})
    void aMissingColumnIsNamed(String csv) throws IOException {
        Path file = file("texts.csv", csv);
        assertThatThrownBy(() -> rows(file, null, "text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'text'", file.toString(), "--text-column");
    }

    @Test
    void theMarkWithWhichSpreadsheetsBeginIsNoPartOfTheFirstColumn() throws IOException {
        assertThat(rows(file("texts.csv", "\uFEFFtext,id\noil up,1\n"), null, "text"))
                .containsExactly(new Row(0, null, "oil up"));
    }

    @Test
    void damagedCharactersDoNotEndTheReading() throws IOException {
        Path file = folder.resolve("texts.csv");
        Files.write(file, "text\ncaf\u00e9 shut\noil up\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(rows(file, null, "text"))
                .containsExactly(new Row(0, null, "caf\uFFFD shut"), new Row(1, null, "oil up"));
    }

    @Test
    void aBrokenRowIsNamedByItsNumberAndFile() throws IOException {
        Path file = file("texts.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\n");
        assertThatThrownBy(() -> rows(file, null, "text"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("row 2", file.toString());
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static List<Row> rows(Path file, @Nullable Format format, String textColumn) throws IOException {
        List<Row> read = new ArrayList<>();
        try (TextRows rows = TextRows.open(file, format, textColumn)) {
            rows.forEachRemaining(read::add);
        }
        return read;
    }
}
