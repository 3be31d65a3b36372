package io.tidewatch.quickstart.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a recorded stream, as it will be sent.
 *
 * @param value the message in the contract's form, or the line's bytes as they are if they are no JSON object
 * @param publishedAt null where the line has no readable date
 */
record StreamLine(byte[] value, @Nullable Instant publishedAt) {}
