package io.tidewatch.alerting.store;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** Where a page of a list ended: the last item's time and id. */
public record Cursor(Instant time, String id) {
    private static final char SEPARATOR = '|';

    /** The form that clients pass back; they need not understand it. */
    public String asText() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((time.toString() + SEPARATOR + id).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if the service did not write it */
    public static Cursor parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int separator = plain.indexOf(SEPARATOR);
            if (separator < 0) {
                throw new IllegalArgumentException("no separator");
            }
            return new Cursor(Instant.parse(plain.substring(0, separator)), plain.substring(separator + 1));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'cursor' must be the nextCursor of the page before; leave it out to start from the beginning", e);
        }
    }
}
