package io.tidewatch.benchmarks.detectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.benchmarks.detectors.CountSeries.Decoy;
import io.tidewatch.benchmarks.detectors.CountSeries.Surge;
import io.tidewatch.events.EventJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads labelled series: a folder with {@code labels.json} (by series: {@code n}, {@code warmup}, {@code window_s},
 * {@code events} and {@code hard_negatives}) and {@code <series>.csv} with the columns {@code t,total,neg}; a {@code t}
 * that is left out is a window without data.
 */
final class SeriesFolder {
    static final String LABELS = "labels.json";
    private static final String HEADER = "t,total,neg";

    /** An event is detectable from this log10 p-value on, of an oracle that knows where it is. */
    private static final double DETECTABLE_LOG10_P = -4;

    private SeriesFolder() {}

    /**
     * @return the series by name
     * @throws IOException if a file is missing or says something else; the message names it
     */
    static List<CountSeries> read(Path folder) throws IOException {
        Path labels = folder.resolve(LABELS);
        if (!Files.isRegularFile(labels)) {
            throw new IOException("There is no " + LABELS + " in " + folder + "; give the folder that holds both it and"
                    + " the series.");
        }
        List<CountSeries> series = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label :
                EventJson.mapper().readTree(labels.toFile()).properties()) {
            series.add(read(folder.resolve(label.getKey() + ".csv"), label.getKey(), label.getValue()));
        }
        series.sort(Comparator.comparing(CountSeries::name));
        return series;
    }

    private static CountSeries read(Path file, String name, JsonNode label) throws IOException {
        int windows = label.path("n").asInt();
        int[] totals = new int[windows];
        Arrays.fill(totals, CountSeries.MISSING);
        int[] negatives = new int[windows];
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            if (!HEADER.equals(reader.readLine())) {
                throw new IOException(file + ": the header must be " + HEADER);
            }
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.split(",", -1);
                int window = Integer.parseInt(fields[0]);
                totals[window] = Integer.parseInt(fields[1]);
                negatives[window] = Integer.parseInt(fields[2]);
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException(
                    file + ": a row is not three whole numbers with t below " + windows + ": " + e.getMessage(), e);
        }
        List<Surge> surges = new ArrayList<>();
        for (JsonNode event : label.path("events")) {
            surges.add(new Surge(
                    event.path("start").asInt(),
                    event.path("end").asInt(),
                    event.path("oracle_log10p").asDouble() <= DETECTABLE_LOG10_P));
        }
        List<Decoy> decoys = new ArrayList<>();
        for (JsonNode decoy : label.path("hard_negatives")) {
            decoys.add(new Decoy(
                    decoy.path("start").asInt(),
                    decoy.path("end").asInt(),
                    decoy.path("kind").asText().equals("volume_only")));
        }
        return new CountSeries(
                name,
                label.path("warmup").asInt(),
                label.path("window_s").asInt(),
                totals,
                negatives,
                List.copyOf(surges),
                List.copyOf(decoys));
    }
}
