package io.tidewatch.quickstart.backtest;

import java.time.Instant;
import java.util.List;

/**
 * What happened on one key.
 *
 * @param key as text, such as {@code theme=market stress}
 * @param from start of the first bar
 * @param barSeconds length of a bar
 * @param negatives novel negative messages by bar
 * @param totals novel messages by bar
 * @param rows alerts, one row per setting
 */
record Timeline(String key, Instant from, long barSeconds, int[] negatives, int[] totals, List<Row> rows) {
    /** The alerts of one setting. */
    record Row(String label, List<Mark> marks) {}

    /**
     * An alert at the moment it was opened.
     *
     * @param text for who points at it
     */
    record Mark(Instant at, String text) {}

    Instant to() {
        return from.plusSeconds(barSeconds * totals.length);
    }
}
