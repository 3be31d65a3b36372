package io.tidewatch.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.EventJson;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Records as someone would write them who wants to break what reads them: about half are sound messages with texts and
 * symbols to choke on, the others are none. The same on every machine. Event time runs at two records a second: a
 * million are six days, of which the job remembers one.
 */
final class HostileMessages implements Iterator<Map.Entry<Long, byte[]>> {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final int MILLIS_APART = 500;

    /** Above what the job accepts by default; one record in a thousand is that long. */
    private static final int LONG_TEXT = 250_000;

    private static final int DEEP = 2_000;
    private static final List<String> PIECES = List.of(
            "bank defaults ",
            "refinery burns ",
            "$AAPL $$$ $ ",
            "\u0000\u0007",
            "\u001b[2J",
            "\u200b\u200d\u2060\ufeff",
            "\u202e\u2066sdnuf\u2069\u202c ",
            "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "a" + "\u0300".repeat(60),
            "\u0627\u0644\u0628\u0646\u0643 ",
            "\u4e2d\u592e\u94f6\u884c",
            "&#0;&#x110000;<script>",
            "${jndi:ldap://127.0.0.1/a} ",
            "=cmd|' /C calc'!A0 ",
            "[CLS] [SEP] [MASK] ",
            "https://wire.example/" + "x".repeat(200) + " ",
            "z".repeat(2_000));

    private final SplittableRandom random = new SplittableRandom(1);
    private final long count;
    private long next;

    HostileMessages(long count) {
        this.count = count;
    }

    @Override
    public boolean hasNext() {
        return next < count;
    }

    /** A record's value under its date, in epoch milliseconds. */
    @Override
    public Map.Entry<Long, byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map.Entry<Long, byte[]> record = Map.entry(now().toEpochMilli(), value());
        next++;
        return record;
    }

    private Instant now() {
        return START.plusMillis(MILLIS_APART * next);
    }

    private byte[] value() {
        return switch (random.nextInt(20)) {
            case 0 -> bytes();
            case 1 -> cutOff(EventJson.write(sound()));
            case 2 -> overwritten(EventJson.write(sound()));
            case 3 -> wrongType();
            case 4 -> EventJson.write(sound().put("publishedAt", wrongDate()));
            case 5 -> ("[".repeat(random.nextInt(DEEP)) + "{}").getBytes(UTF_8);
            case 6 -> EventJson.write(sound().put("text", " \u200b\n"));
            case 7 -> EventJson.write(sound().put("id", "1".repeat(1 + random.nextInt(2_000))));
            case 8 -> EventJson.write(sound().put("text", "The same flood of words from everybody at once"));
            case 9 -> EventJson.write(sound().put("id", "revised").put("text", "revision " + next));
            case 10 -> inventedSymbols();
            default -> EventJson.write(sound());
        };
    }

    private ObjectNode sound() {
        return EventJson.mapper()
                .createObjectNode()
                .put("schemaVersion", 1)
                .put("id", "hostile-" + next)
                .put("source", "wire" + random.nextInt(1_000) + ".example")
                .put("kind", "comment")
                .put("publishedAt", now().toString())
                .put("text", text());
    }

    private String text() {
        if (random.nextInt(1_000) == 0) {
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            return piece.repeat(1 + random.nextInt(LONG_TEXT) / piece.length());
        }
        StringBuilder text = new StringBuilder();
        for (int pieces = 1 + random.nextInt(8); pieces > 0; pieces--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append(next).toString();
    }

    /** Companies that nobody has heard of, and never the same twice. */
    private byte[] inventedSymbols() {
        ObjectNode message = sound();
        var symbols = message.putArray("symbols");
        for (int i = random.nextInt(60); i >= 0; i--) {
            symbols.add("X" + next + "." + i);
        }
        return EventJson.write(message);
    }

    private byte[] wrongType() {
        ObjectNode message = sound();
        switch (random.nextInt(4)) {
            case 0 -> message.put("id", 7);
            case 1 -> message.putArray("text").add(message.deepCopy());
            case 2 -> message.put("schemaVersion", Double.MAX_VALUE);
            default -> message.remove("kind");
        }
        return EventJson.write(message);
    }

    private String wrongDate() {
        return switch (random.nextInt(4)) {
            case 0 -> "+999999999-12-31T23:59:59Z";
            case 1 -> "-999999999-01-01T00:00:00Z";
            case 2 -> "yesterday";
            default ->
                START.plusMillis(random.nextLong(MILLIS_APART * count + 1)).toString();
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] cutOff(byte[] message) {
        return Arrays.copyOf(message, random.nextInt(message.length));
    }

    private byte[] overwritten(byte[] message) {
        for (int i = 0; i < 4; i++) {
            message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
        return message;
    }
}
