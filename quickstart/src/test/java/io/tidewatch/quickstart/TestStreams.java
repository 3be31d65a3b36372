package io.tidewatch.quickstart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.RejectionReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Recorded streams for tests, all invented; the same seed gives the same stream. */
public final class TestStreams {
    public static final Instant START = Instant.parse("2031-03-03T00:00:00Z");
    /** The messages of the planted surge lie within the hour that begins here. */
    public static final Instant SURGE_START = START.plus(Duration.ofHours(60));
    /** The messages that come days too late are of the five minutes that begin here. */
    public static final Instant LATE_WINDOW = START.plus(Duration.ofHours(12));
    /** Beside the surge's own. */
    public static final int ORDINARY_MESSAGES = 3_000;

    public static final int SURGE_MESSAGES = 60;

    /** Words of the tiny model: each stands for a topic, none for a sentiment. */
    private static final List<String> SUBJECTS = List.of("factory", "earnings", "oil", "bond", "inflation", "ipo");
    /** Likewise, and each is negative. */
    private static final List<String> WORRIES = List.of("probe", "loss", "shortage", "outage");

    private static final List<String> COMPANIES = List.of("Brimcove", "Tallow", "Ostrey", "Kelmark", "Dunnoch");
    private static final byte[] NOT_UTF_8 = {(byte) 0xC3, (byte) 0x28};

    private TestStreams() {}

    /** What a line must come to. */
    public enum Fate {
        SCORED,
        REPEAT,
        REJECTED
    }

    /**
     * A line and what must become of it.
     *
     * @param id null where the line has none that can be read
     * @param reason null unless it must be rejected
     */
    public record Line(
            byte[] bytes,
            @Nullable String id,
            Fate fate,
            @Nullable RejectionReason reason) {}

    /** Ways in which a line is out of the ordinary, and how many lines are; those with a reason add up to 1,000. */
    public enum Oddity {
        CUT_OFF(180, RejectionReason.INVALID_JSON),
        NOT_JSON(40, RejectionReason.INVALID_JSON),
        NOT_AN_OBJECT(40, RejectionReason.NOT_AN_OBJECT),
        WRONG_TYPE(120, RejectionReason.WRONG_TYPE),
        MISSING_FIELD(120, RejectionReason.MISSING_FIELD),
        EMPTY_TEXT(100, RejectionReason.EMPTY_TEXT),
        TEXT_OF_ONE_MEGABYTE(10, RejectionReason.TEXT_TOO_LONG),
        NOT_UTF_8(100, RejectionReason.INVALID_UTF8),
        ONE_DAY_AHEAD(50, RejectionReason.PUBLISHED_IN_FUTURE),
        FORTY_DAYS_AHEAD(40, RejectionReason.PUBLISHED_IN_FUTURE),
        YEARS_AHEAD(20, RejectionReason.PUBLISHED_IN_FUTURE),
        FORTY_DAYS_AGO(40, RejectionReason.PUBLISHED_TOO_LONG_AGO),
        YEARS_AGO(20, RejectionReason.PUBLISHED_TOO_LONG_AGO),
        NO_DATE(40, RejectionReason.INVALID_VALUE),
        UNKNOWN_KIND(60, RejectionReason.INVALID_VALUE),
        UNKNOWN_VERSION(20, RejectionReason.UNSUPPORTED_SCHEMA_VERSION),
        /** The same line once more. */
        REDELIVERY(80, null),
        /** An earlier message's id with another text. */
        REVISION(40, null),
        /** Sound, and of the first day, but late. */
        LATE(20, null);

        private final int lines;
        private final @Nullable RejectionReason reason;

        Oddity(int lines, @Nullable RejectionReason reason) {
            this.lines = lines;
            this.reason = reason;
        }

        public int lines() {
            return lines;
        }
    }

    public static Path tinyBundle() {
        return Path.of(System.getProperty("tidewatch.root"), "training/tests/fixtures/tiny-bundle");
    }

    /** The first messages of the demo's stream, malformed ones and repeats among them. */
    public static List<byte[]> demo(int count) throws IOException {
        var stream = Objects.requireNonNull(TestStreams.class.getResourceAsStream("/demo/demo-stream.jsonl.gz"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.ISO_8859_1))) {
            return lines.lines()
                    .limit(count)
                    .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
                    .toList();
        }
    }

    public static ObjectNode message(String id, Instant publishedAt, String text) {
        return EventJson.mapper()
                .createObjectNode()
                .put("schemaVersion", 1)
                .put("id", id)
                .put("source", "wire.example")
                .put("kind", "news")
                .put("publishedAt", publishedAt.toString())
                .put("text", text);
    }

    public static byte[] bytes(ObjectNode message) {
        return EventJson.write(message);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a stream, compressed where the file's name says so. */
    public static Path write(Path file, List<byte[]> lines) throws IOException {
        OutputStream plain = Files.newOutputStream(file);
        try (OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
            for (byte[] line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        return file;
    }

    /** Three days of sound messages with a surge of bad news on the third, and every oddity mixed in at random. */
    public static List<Line> mixed(long seed) {
        Random random = new Random(seed);
        List<ObjectNode> sound = soundMessages(random);
        List<List<Oddity>> oddities = new ArrayList<>();
        sound.forEach(message -> oddities.add(new ArrayList<>()));
        for (Oddity oddity : Oddity.values()) {
            // Not among the last: a recording's last dates have nothing after them that could prove them wrong.
            int first = oddity == Oddity.LATE ? 2_500 : oddity.reason == null ? 50 : 0;
            random.ints(oddity.lines, first, sound.size() - 60)
                    .forEach(place -> oddities.get(place).add(oddity));
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < sound.size(); i++) {
            for (Oddity oddity : oddities.get(i)) {
                ObjectNode model = sound.get(oddity.reason == null ? i - 1 - random.nextInt(30) : i);
                Instant now = Instant.parse(sound.get(i).path("publishedAt").asText());
                lines.add(odd(oddity, model.deepCopy(), now, lines.size(), random));
            }
            lines.add(sound(sound.get(i)));
        }
        return lines;
    }

    private static List<ObjectNode> soundMessages(Random random) {
        List<Instant> times = new ArrayList<>();
        random.longs(ORDINARY_MESSAGES, 0, Duration.ofDays(3).toMillis())
                .forEach(millis -> times.add(START.plusMillis(millis)));
        List<ObjectNode> messages = new ArrayList<>();
        for (Instant time : times) {
            List<String> words = random.nextInt(12) == 0 ? WORRIES : SUBJECTS;
            messages.add(message("m-" + messages.size(), time, text(any(words, random), messages.size(), random)));
        }
        for (int i = 0; i < SURGE_MESSAGES; i++) {
            Instant time = SURGE_START.plusSeconds(60L * i + random.nextInt(60));
            messages.add(message("surge-" + i, time, text("default", 10_000 + i, random)));
        }
        messages.sort(Comparator.comparing(
                message -> Instant.parse(message.path("publishedAt").asText())));
        return messages;
    }

    /** The number makes each text a story of its own. */
    private static String text(String word, int number, Random random) {
        return any(COMPANIES, random) + " " + word + " note " + number + " from the " + any(COMPANIES, random)
                + " desk";
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static Line sound(ObjectNode message) {
        return new Line(bytes(message), message.path("id").asText(), Fate.SCORED, null);
    }

    private static Line odd(Oddity oddity, ObjectNode message, Instant now, int number, Random random) {
        if (oddity == Oddity.REDELIVERY) {
            return new Line(bytes(message), message.path("id").asText(), Fate.REPEAT, null);
        }
        String unlike = text(any(SUBJECTS, random), 20_000 + number, random);
        if (oddity == Oddity.REVISION) {
            return sound(message.put("publishedAt", now.toString()).put("text", unlike));
        }
        message.put("id", "odd-" + number).put("text", unlike);
        if (oddity == Oddity.LATE) {
            Instant then = LATE_WINDOW.plusMillis(random.nextInt(300_000));
            return sound(
                    message.put("publishedAt", then.toString()).put("text", text("gold", 30_000 + number, random)));
        }
        return new Line(malformed(oddity, message, now, random), null, Fate.REJECTED, oddity.reason);
    }

    private static byte[] malformed(Oddity oddity, ObjectNode message, Instant now, Random random) {
        return switch (oddity) {
            case CUT_OFF -> {
                byte[] whole = bytes(message);
                yield Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
            }
            case NOT_JSON ->
                utf8(any(List.of("feed restarted, resuming", "<html>502</html>", "NaN", "{'id':1}", "{} {}"), random));
            case NOT_AN_OBJECT -> utf8(any(List.of("[" + message + "]", "17", "null", "\"bond\""), random));
            case WRONG_TYPE ->
                bytes(any(
                        List.of(
                                message.deepCopy().put("id", 7),
                                message.deepCopy().put("text", true),
                                message.deepCopy().put("publishedAt", now.toEpochMilli()),
                                message.deepCopy().put("symbols", "BRMC"),
                                message.deepCopy()
                                        .set("title", EventJson.mapper().createArrayNode())),
                        random));
            case MISSING_FIELD ->
                bytes(message.without(List.of(any(List.of("id", "source", "kind", "publishedAt", "text"), random))));
            case EMPTY_TEXT ->
                bytes(message.put("text", any(List.of("", "  \t ", "\u200b", "https://x.example/1"), random)));
            case TEXT_OF_ONE_MEGABYTE -> bytes(message.put("text", "oil ".repeat(1 << 18)));
            case NOT_UTF_8 -> concatenated(bytes(message), NOT_UTF_8);
            case ONE_DAY_AHEAD -> at(message, now.plus(Duration.ofDays(1)));
            case FORTY_DAYS_AHEAD -> at(message, now.plus(Duration.ofDays(40)));
            case YEARS_AHEAD -> at(message, now.plus(Duration.ofDays(365L * (1 + random.nextInt(900)))));
            case FORTY_DAYS_AGO -> at(message, now.minus(Duration.ofDays(40)));
            case YEARS_AGO -> at(message, now.minus(Duration.ofDays(365L * (1 + random.nextInt(90)))));
            case NO_DATE ->
                bytes(message.put("publishedAt", any(List.of("yesterday", "2031-02-30T00:00:00Z"), random)));
            case UNKNOWN_KIND -> bytes(message.put("kind", "rumour"));
            case UNKNOWN_VERSION -> bytes(message.put("schemaVersion", 99));
            case REDELIVERY, REVISION, LATE -> throw new IllegalArgumentException(oddity + " is not malformed");
        };
    }

    private static byte[] at(ObjectNode message, Instant publishedAt) {
        return bytes(message.put("publishedAt", publishedAt.toString()));
    }

    /** The text's closing quote and brace stay last, so that only the bytes in between are wrong. */
    private static byte[] concatenated(byte[] json, byte[] inserted) {
        byte[] line = Arrays.copyOf(json, json.length + inserted.length);
        int tail = 2;
        System.arraycopy(inserted, 0, line, json.length - tail, inserted.length);
        System.arraycopy(json, json.length - tail, line, line.length - tail, tail);
        return line;
    }
}
