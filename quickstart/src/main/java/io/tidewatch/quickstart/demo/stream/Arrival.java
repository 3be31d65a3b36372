package io.tidewatch.quickstart.demo.stream;

import org.jspecify.annotations.Nullable;

/**
 * A message yet to be written.
 *
 * @param event the planned event's name, or "" for the baseline
 * @param deck where its wording comes from
 * @param lead the company it must be about, if that is settled
 */
record Arrival(
        long epochSecond,
        String event,
        PatternDeck deck,
        @Nullable Company lead) {}
