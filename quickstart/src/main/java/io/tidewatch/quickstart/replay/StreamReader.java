package io.tidewatch.quickstart.replay;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
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
    /** Two objects on a line are no message: read leniently, the second would be lost. */
    private static final ObjectReader READER =
            EventJson.mapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** A text may be cut in the middle of a character, and half of one cannot be written in UTF-8. */
    private static final ObjectWriter WRITER = EventJson.mapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
    /** Kafka's time stamps begin at the epoch, and what lies beyond this year is no date but a mistake. */
    private static final Instant LATEST_DATE = Instant.parse("9999-12-31T23:59:59Z");

    private final InputStream in;
    private final String name;

    StreamReader(Path file) throws IOException {
        this(open(file), file.toString());
    }

    /** @param name of the stream, for complaints */
    StreamReader(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        if (!file.getFileName().toString().endsWith(".gz")) {
            return new BufferedInputStream(raw, BUFFER_BYTES);
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES);
        } catch (IOException e) {
            raw.close();
            throw unreadable(file.toString(), e);
        }
    }

    private static IOException unreadable(String name, IOException cause) {
        return new IOException("cannot read " + name + ": " + cause.getMessage(), cause);
    }

    /** @return null at the end; empty lines, with or without a carriage return, are passed over */
    @Nullable
    StreamLine next() throws IOException {
        byte[] line;
        do {
            try {
                line = nextLine();
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        } while (line != null && isEmpty(line));
        return line == null ? null : parse(line);
    }

    private static boolean isEmpty(byte[] line) {
        return line.length == 0 || (line.length == 1 && line[0] == '\r');
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
            JsonNode node = READER.readTree(line);
            if (node instanceof ObjectNode message) {
                boolean contract = !message.has("published_at");
                ObjectNode sent = contract ? message : toContract(message);
                byte[] value = contract ? line : WRITER.writeValueAsBytes(sent);
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
            Instant date = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            return date.isBefore(Instant.EPOCH) || date.isAfter(LATEST_DATE) ? null : date;
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
