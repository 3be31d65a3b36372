package io.tidewatch.quickstart.demo.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line of the file: a message, a second delivery of one, or a malformed line. */
final class StreamLine {
    private final long epochSecond;
    private final String id;
    private final byte[] bytes;
    private final @Nullable DemoMessage message;
    private final boolean redelivery;
    private final @Nullable MalformedKind malformedKind;

    private StreamLine(
            long epochSecond,
            String id,
            byte[] bytes,
            @Nullable DemoMessage message,
            boolean redelivery,
            @Nullable MalformedKind malformedKind) {
        this.epochSecond = epochSecond;
        this.id = id;
        this.bytes = bytes;
        this.message = message;
        this.redelivery = redelivery;
        this.malformedKind = malformedKind;
    }

    static StreamLine of(DemoMessage message, String id) {
        return new StreamLine(
                message.epochSecond(), id, json(message, id, message.epochSecond()), message, false, null);
    }

    /** The same message once more, with the same id, stamped {@code secondsLater}. */
    StreamLine redelivered(long secondsLater) {
        DemoMessage again = message().orElseThrow();
        long later = epochSecond + secondsLater;
        return new StreamLine(later, id, json(again, id, later), again, true, null);
    }

    /** A broken line modelled on this one; it keeps this line's place in time whatever its own date says. */
    StreamLine malformed(MalformedKind kind, String malformedId) {
        ObjectNode sound = MessageJson.toJson(message().orElseThrow(), malformedId, epochSecond);
        return new StreamLine(epochSecond, malformedId, kind.damage(sound), null, false, kind);
    }

    long epochSecond() {
        return epochSecond;
    }

    String id() {
        return id;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** The message, or empty for a malformed line. */
    Optional<DemoMessage> message() {
        return Optional.ofNullable(message);
    }

    boolean isRedelivery() {
        return redelivery;
    }

    Optional<MalformedKind> malformedKind() {
        return Optional.ofNullable(malformedKind);
    }

    private static byte[] json(DemoMessage message, String id, long epochSecond) {
        return MessageJson.write(MessageJson.toJson(message, id, epochSecond)).getBytes(StandardCharsets.UTF_8);
    }
}
