package io.tidewatch.job.surge.detector;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the detector over recorded count series. A series is a CSV file with the header {@code t,total,neg}, where
 * {@code t} numbers the windows from 0; a {@code t} that is left out is a window without data. The result, a file of the
 * same name, has the columns {@code t,score,alert}, one row per row read; the score is 0 where a cooldown holds it back.
 *
 * <p>A series says nothing of the time of day at which it starts, so window 0 counts as midnight. The season is learned
 * from the series itself, so a series that starts at another time gives nearly the same scores.
 */
public final class SurgeBacktest {
    static final String INPUT_HEADER = "t,total,neg";
    static final String OUTPUT_HEADER = "t,score,alert";

    private SurgeBacktest() {}

    /**
     * Totals of a run.
     *
     * @param series files read
     * @param windows windows judged, over all series
     * @param alerts alerts raised, over all series
     */
    public record Summary(int series, long windows, long alerts) {}

    /**
     * Runs all series of a folder.
     *
     * @param inputFolder folder whose {@code .csv} files are read
     * @param outputFolder folder to write to, made if absent; not the input folder
     * @throws IOException if a file cannot be read or written, or says something else than a series; the message names
     *     file and line
     */
    public static Summary run(Path inputFolder, Path outputFolder, SurgeSettings settings) throws IOException {
        if (!Files.isDirectory(inputFolder)) {
            throw new IOException(inputFolder + " is not a folder; give the folder that holds the series.");
        }
        Files.createDirectories(outputFolder);
        if (Files.isSameFile(inputFolder, outputFolder)) {
            throw new IOException(
                    "The results would overwrite the series in " + inputFolder + "; give another folder for them.");
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(inputFolder)) {
            files = entries.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new IOException(
                    inputFolder + " holds no .csv file; a series is a file with the header " + INPUT_HEADER + ".");
        }
        SurgeDetector detector = new SurgeDetector(settings);
        long windows = 0;
        long alerts = 0;
        for (Path file : files) {
            Summary one = runSeries(detector, file, outputFolder.resolve(file.getFileName()));
            windows += one.windows();
            alerts += one.alerts();
        }
        return new Summary(files.size(), windows, alerts);
    }

    private static Summary runSeries(SurgeDetector detector, Path input, Path output) throws IOException {
        long windows = 0;
        long alerts = 0;
        try (BufferedReader reader = Files.newBufferedReader(input);
                BufferedWriter writer = Files.newBufferedWriter(output)) {
            requireHeader(input, reader.readLine());
            writer.write(OUTPUT_HEADER + "\n");
            SurgeState state = detector.newState();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                windows++;
                Row row = Row.parse(input, windows + 1, line);
                SurgeDecision decision = observe(detector, state, input, windows + 1, row);
                alerts += decision.alert() ? 1 : 0;
                writer.write(row.window() + "," + decision.scoreAboveBar() + "," + (decision.alert() ? 1 : 0) + "\n");
            }
        }
        return new Summary(1, windows, alerts);
    }

    private static void requireHeader(Path file, @Nullable String line) throws IOException {
        if (!INPUT_HEADER.equals(line)) {
            throw new IOException(file + ", line 1: the header must be " + INPUT_HEADER + ", not "
                    + (line == null ? "an empty file" : line) + ".");
        }
    }

    private static SurgeDecision observe(SurgeDetector detector, SurgeState state, Path file, long lineNumber, Row row)
            throws IOException {
        try {
            return detector.observe(state, row.window(), row.total(), row.negative());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ", line " + lineNumber + ": " + e.getMessage(), e);
        }
    }

    private record Row(long window, int total, int negative) {
        static Row parse(Path file, long lineNumber, String line) throws IOException {
            String[] fields = line.split(",", -1);
            try {
                if (fields.length == 3) {
                    return new Row(
                            Long.parseLong(fields[0].strip()),
                            Integer.parseInt(fields[1].strip()),
                            Integer.parseInt(fields[2].strip()));
                }
            } catch (NumberFormatException e) {
                throw notThreeNumbers(file, lineNumber, line, e);
            }
            throw notThreeNumbers(file, lineNumber, line, null);
        }

        private static IOException notThreeNumbers(
                Path file, long lineNumber, String line, @Nullable NumberFormatException cause) {
            return new IOException(
                    file + ", line " + lineNumber + ": expected three whole numbers (" + INPUT_HEADER + "), not " + line
                            + ".",
                    cause);
        }
    }
}
