package io.tidewatch.benchmarks.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tidewatch.benchmarks.detectors.CountSeries.Decoy;
import io.tidewatch.benchmarks.detectors.CountSeries.Surge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesFolderTest {
    private static final String LABELS = """
            {"one": {"n": 6, "warmup": 1, "window_s": 300,
              "events": [{"start": 2, "end": 4, "oracle_log10p": -4.5}, {"start": 5, "end": 6, "oracle_log10p": -3}],
              "hard_negatives": [{"kind": "volume_only", "start": 0, "end": 1}, {"kind": "flush", "start": 4, "end": 5}]}}
            """;

    @TempDir
    private Path folder = Path.of("");

    private void write(String labels, String rows) throws IOException {
        Files.writeString(folder.resolve("labels.json"), labels);
        Files.writeString(folder.resolve("one.csv"), rows);
    }

    @Test
    void rowsThatAreLeftOutAreWindowsWithoutData() throws IOException {
        write(LABELS, "t,total,neg\n0,3,1\n1,0,0\n4,7,2\n5,1,1\n");

        CountSeries series = SeriesFolder.read(folder).get(0);

        assertThat(series.totals()).containsExactly(3, 0, CountSeries.MISSING, CountSeries.MISSING, 7, 1);
        assertThat(series.negatives()).containsExactly(1, 0, 0, 0, 2, 1);
        assertThat(series.surges()).containsExactly(new Surge(2, 4, true), new Surge(5, 6, false));
        assertThat(series.decoys()).containsExactly(new Decoy(0, 1, true), new Decoy(4, 5, false));
        assertThat(series.weeks()).isEqualTo(5 / 2_016.0);
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> SeriesFolder.read(folder))
                .withMessageContaining("There is no labels.json in " + folder);

        write(LABELS, "t,total\n0,3\n");
        assertThatIOException()
                .isThrownBy(() -> SeriesFolder.read(folder))
                .withMessageContaining("one.csv: the header");

        write(LABELS, "t,total,neg\n6,3,1\n");
        assertThatIOException()
                .isThrownBy(() -> SeriesFolder.read(folder))
                .withMessageContaining("one.csv: a row is not three whole numbers with t below 6");
    }
}
