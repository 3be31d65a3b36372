package io.tidewatch.job.ingest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Origin;
import io.tidewatch.events.RejectionReason;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.entity.EntityFinder;
import io.tidewatch.job.text.TextCleaner;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one {@code news.raw} record into a valid message or into a rejection with one clear reason.
 *
 * <p>Whether a date is believable is judged against the record's own Kafka time stamp and not against a clock, so a
 * replay judges as the first reading did. It must be judged here, before event time is assigned: one accepted message
 * from the far future would make every later one late.
 */
final class NewsParser {
    // Generous bounds on what no honest feed exceeds, so that a hostile message cannot grow state or output.
    private static final int MAX_ID_CHARS = 256;
    private static final int MAX_SOURCE_CHARS = 256;
    private static final int MAX_TITLE_CHARS = 2_000;
    private static final int MAX_URL_CHARS = 2_048;
    private static final int MAX_SYMBOLS = 64;
    private static final int MAX_SYMBOL_CHARS = 32;

    private final JobConfig.Ingest limits;
    private final EntityFinder entities;
    private final JsonMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    NewsParser(JobConfig.Ingest limits, EntityFinder entities) {
        this.limits = limits;
        this.entities = entities;
    }

    /**
     * @param timestampMillis the record's Kafka time stamp
     * @param readAtMillis now, by the job's clock
     */
    Ingested parse(
            byte @Nullable [] key, byte @Nullable [] value, Origin origin, long timestampMillis, long readAtMillis) {
        try {
            if (value == null || value.length == 0) {
                throw new InvalidMessageException(RejectionReason.EMPTY_VALUE, "the record has no value");
            }
            return Ingested.accepted(read(key, value, origin, timestampMillis, readAtMillis));
        } catch (InvalidMessageException e) {
            String message = String.valueOf(e.getMessage());
            return Ingested.rejected(Rejections.of(origin, timestampMillis, key, value, e.reason(), message));
        }
    }

    private Arrival read(byte @Nullable [] key, byte[] value, Origin origin, long timestampMillis, long readAtMillis)
            throws InvalidMessageException {
        if (value.length > limits.maxValueBytes()) {
            throw new InvalidMessageException(
                    RejectionReason.TOO_LARGE,
                    "the value has " + value.length + " bytes, allowed are " + limits.maxValueBytes());
        }
        Fields fields = new Fields(object(utf8(value)));
        int schemaVersion = fields.integer("schemaVersion", EventJson.SCHEMA_VERSION);
        if (schemaVersion < 1 || schemaVersion > EventJson.SCHEMA_VERSION) {
            throw new InvalidMessageException(
                    RejectionReason.UNSUPPORTED_SCHEMA_VERSION,
                    "schema version " + schemaVersion + " is unknown; known are 1 to " + EventJson.SCHEMA_VERSION);
        }
        String id = fields.requiredText("id", MAX_ID_CHARS);
        String source = fields.requiredText("source", MAX_SOURCE_CHARS);
        NewsKind kind = kind(fields.requiredText("kind", 32));
        Instant publishedAt = believable(fields.instant("publishedAt"), Instant.ofEpochMilli(timestampMillis));
        String body = fields.body("text", limits.maxTextChars());
        String title = fields.optionalProse("title", MAX_TITLE_CHARS);
        String url = fields.optionalText("url", MAX_URL_CHARS);
        fields.optionalText("lang", 35);
        String cleanBody = TextCleaner.clean(body);
        if (cleanBody.isEmpty()) {
            throw new InvalidMessageException(RejectionReason.EMPTY_TEXT, "nothing is left of the text once cleaned");
        }
        String text = TextCleaner.withTitle(title, cleanBody);
        return new Arrival(
                id,
                source,
                kind,
                publishedAt,
                text,
                url,
                entities.find(fields.texts("symbols", MAX_SYMBOLS, MAX_SYMBOL_CHARS), text),
                origin,
                timestampMillis,
                readAtMillis,
                key,
                value);
    }

    private static String utf8(byte[] value) throws InvalidMessageException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidMessageException(RejectionReason.INVALID_UTF8, "the value is not UTF-8");
        }
    }

    private JsonNode object(String json) throws InvalidMessageException {
        JsonNode node;
        try {
            node = mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InvalidMessageException(RejectionReason.INVALID_JSON, "the value is not JSON" + place(e));
        }
        if (!node.isObject()) {
            throw new InvalidMessageException(RejectionReason.NOT_AN_OBJECT, "the value is not a JSON object");
        }
        return node;
    }

    /** Broken limits, such as that of nesting, come without a place. */
    private static String place(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static NewsKind kind(String kind) throws InvalidMessageException {
        return switch (kind) {
            case "news" -> NewsKind.NEWS;
            case "comment" -> NewsKind.COMMENT;
            case "press-release" -> NewsKind.PRESS_RELEASE;
            default ->
                throw new InvalidMessageException(
                        RejectionReason.INVALID_VALUE, "the field 'kind' must be news, comment or press-release");
        };
    }

    private Instant believable(Instant publishedAt, Instant timestamp) throws InvalidMessageException {
        Duration ahead = Duration.between(timestamp, publishedAt);
        if (ahead.compareTo(limits.maxFutureSkew()) > 0) {
            throw new InvalidMessageException(
                    RejectionReason.PUBLISHED_IN_FUTURE,
                    "published at " + publishedAt + ", but its record is of " + timestamp);
        }
        if (ahead.negated().compareTo(limits.maxAge()) > 0) {
            throw new InvalidMessageException(
                    RejectionReason.PUBLISHED_TOO_LONG_AGO,
                    "published at " + publishedAt + ", but its record is of " + timestamp);
        }
        return publishedAt;
    }
}
