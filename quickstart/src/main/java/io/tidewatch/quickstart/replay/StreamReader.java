package io.tidewatch.quickstart.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.EventJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recorded stream, {@code .jsonl} or {@code .jsonl.gz}, line by line as bytes. Lines have the contract's field
 * names or the snake_case ones of older recordings, which are brought into the contract's form; what cannot be
 * understood is passed on as it is, because judging messages is the job's business.
 */
final class StreamReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private final InputStream in;

    StreamReader(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        boolean compressed = file.getFileName().toString().endsWith(".gz");
        in = new BufferedInputStream(compressed ? new GZIPInputStream(raw, BUFFER_BYTES) : raw, BUFFER_BYTES);
    }

    StreamReader(InputStream in) {
        this.in = in;
    }

    /** @return null at the end; empty lines are passed over */
    @Nullable
    StreamLine next() throws IOException {
        byte[] line;
        do {
            line = nextLine();
        } while (line != null && line.length == 0);
        return line == null ? null : parse(line);
    }

    private byte @Nullable [] nextLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int read = in.read();
        if (read < 0) {
            return null;
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            line.write(read);
        }
        return line.toByteArray();
    }

    private static StreamLine parse(byte[] line) {
        try {
            JsonNode node = EventJson.mapper().readTree(line);
            if (node instanceof ObjectNode message) {
                boolean contract = !message.has("published_at");
                ObjectNode sent = contract ? message : toContract(message);
                byte[] value = contract ? line : EventJson.write(sent);
                return new StreamLine(
                        value, publishedAt(sent.path("publishedAt").asText("")));
            }
        } catch (IOException e) {
            // No JSON, so it goes to the job as it is.
        }
        return new StreamLine(line, null);
    }

    private static ObjectNode toContract(ObjectNode recorded) {
        ObjectNode message = EventJson.mapper().createObjectNode();
        message.put("schemaVersion", EventJson.SCHEMA_VERSION);
        copy(recorded, "id", message, "id");
        copy(recorded, "source", message, "source");
        message.put("kind", kind(recorded));
        copy(recorded, "published_at", message, "publishedAt");
        for (String name : new String[] {"title", "text", "url", "lang", "symbols"}) {
            copy(recorded, name, message, name);
        }
        return message;
    }

    private static String kind(ObjectNode recorded) {
        if (recorded.path("press_release").asBoolean(false)) {
            return "press-release";
        }
        return recorded.path("source").asText("").equals("twitter") ? "comment" : "news";
    }

    private static void copy(ObjectNode from, String oldName, ObjectNode to, String newName) {
        JsonNode value = from.get(oldName);
        if (value != null) {
            to.set(newName, value);
        }
    }

    private static @Nullable Instant publishedAt(String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
