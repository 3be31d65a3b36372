package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurgeBacktestTest {
    private final Path folder;
    private final Path input;
    private final Path output;

    SurgeBacktestTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        input = Files.createDirectory(folder.resolve("in"));
        output = folder.resolve("out");
    }

    @Test
    void writesOneRowPerRowReadWithTheAlertsOfTheDetector() throws IOException {
        KeySeries key = new KeySeries(SurgeSettings.sentiment());
        StringBuilder series = new StringBuilder("t,total,neg\n");
        for (int window = 0; window < 1_000; window++) {
            if (window >= 700 && window < 720) {
                key.missing(1);
                continue;
            }
            int negative = window >= 900 && window < 906 ? 12 : KeySeries.quietNegative(window);
            int total = negative + KeySeries.quietTotal(window);
            series.append(window + "," + total + "," + negative + "\n");
            key.observe(total, negative);
        }
        Files.writeString(input.resolve("topic.csv"), series);
        Files.writeString(input.resolve("labels.json"), "{}");

        SurgeBacktest.Summary summary = SurgeBacktest.run(input, output, SurgeSettings.sentiment());

        assertThat(summary).isEqualTo(new SurgeBacktest.Summary(1, 980, key.alerts()));
        assertThat(output).isDirectoryContaining("glob:**/topic.csv").isDirectoryNotContaining("glob:**/labels.json");
        List<String> rows = Files.readAllLines(output.resolve("topic.csv"));
        assertThat(rows)
                .hasSize(981)
                .startsWith("t,score,alert", "0,0.0,0")
                .contains("720," + scoreAt(key, 700) + ",0");
        assertThat(rows.get(881)).isEqualTo("900," + scoreAt(key, 880) + ",1");
        assertThat(rows.get(882))
                .as("the excursion goes on without a second alert")
                .endsWith(",0");
    }

    private static double scoreAt(KeySeries key, int decision) {
        return key.decisions.get(decision).score();
    }

    @Test
    void sameSeriesGiveTheSameBytes() throws IOException {
        Files.writeString(input.resolve("a.csv"), "t,total,neg\n0,3,1\n1,2,0\n4,9,9\n");

        SurgeBacktest.run(input, output, SurgeSettings.volume());
        byte[] first = Files.readAllBytes(output.resolve("a.csv"));
        SurgeBacktest.run(input, output, SurgeSettings.volume());

        assertThat(output.resolve("a.csv")).hasBinaryContent(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,2", "1,2,0,0", "1,two,0", "1,2,", "", "1,2,3", "0,2,1", "1,99999999999,0"})
    void badRowIsNamedByFileAndLine(String row) throws IOException {
        Files.writeString(input.resolve("bad.csv"), "t,total,neg\n0,2,1\n" + row + "\n2,2,1\n");

        assertThatIOException()
                .isThrownBy(() -> SurgeBacktest.run(input, output, SurgeSettings.sentiment()))
                .withMessageContaining("bad.csv, line 3: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t,total\n0,1\n", "0,1,1\n"})
    void missingHeaderIsNamed(String content) throws IOException {
        Files.writeString(input.resolve("bad.csv"), content);

        assertThatIOException()
                .isThrownBy(() -> SurgeBacktest.run(input, output, SurgeSettings.sentiment()))
                .withMessageContaining("bad.csv, line 1: the header must be t,total,neg, not ");
    }

    @Test
    void foldersThatCannotServeAreNamed() throws IOException {
        SurgeSettings settings = SurgeSettings.sentiment();

        assertThatIOException()
                .isThrownBy(() -> SurgeBacktest.run(folder.resolve("none"), output, settings))
                .withMessageContaining("none is not a folder");
        assertThatIOException()
                .isThrownBy(() -> SurgeBacktest.run(input, output, settings))
                .withMessageContaining("holds no .csv file");
        Files.writeString(input.resolve("a.csv"), "t,total,neg\n");
        assertThatIOException()
                .isThrownBy(() -> SurgeBacktest.run(input, input, settings))
                .withMessageContaining("would overwrite the series");
        assertThat(input.resolve("a.csv")).hasContent("t,total,neg\n");
    }
}
