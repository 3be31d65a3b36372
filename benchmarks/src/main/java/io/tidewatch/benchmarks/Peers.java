package io.tidewatch.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Python peers ({@code benchmarks/peers.py}) in one process for the whole benchmark, so that libraries and models
 * load once. It is told a peer's name and a number of texts, and answers with the texts per second.
 */
final class Peers implements AutoCloseable {
    private static final long STOP_SECONDS = 10;

    private final Process process;
    private final Path log;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    private Peers(Process process, Path log) {
        this.process = process;
        this.log = log;
        requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The interpreter of the training environment, which has all that the peers need. */
    static Path python(Path root) {
        return root.resolve("training/.venv/bin/python");
    }

    /**
     * @param folder for files
     * @param texts as the model reads them, in order of arrival
     */
    static Peers start(Path root, Path bundle, Path folder, List<String> texts) throws IOException {
        Path file = folder.resolve("texts.json");
        Files.write(file, EventJson.write(texts));
        Path log = folder.resolve("peers.log");
        Process process = new ProcessBuilder(
                        python(root).toString(),
                        root.resolve("benchmarks/peers.py").toString(),
                        bundle.toString(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Peers(process, log);
    }

    /** Runs a peer over {@code count} of the texts, taken evenly, and returns its texts per second. */
    double textsPerSecond(Figure peer, int count) throws IOException {
        requests.write(peer.key() + " " + count + "\n");
        requests.flush();
        String answer = answers.readLine();
        if (answer == null) {
            List<String> lines = Files.readAllLines(log);
            throw new IOException("the peer " + peer.key() + " failed; its output ends with:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
        }
        JsonNode measured = EventJson.mapper().readTree(answer);
        return measured.path("texts").asLong() / measured.path("seconds").asDouble();
    }

    /** It ends when its input does. */
    @Override
    public void close() throws IOException {
        try {
            requests.close();
        } finally {
            try {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
