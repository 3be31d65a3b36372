package io.tidewatch.job.entity;

import java.io.Serializable;
import java.util.List;

/**
 * A row of the table.
 *
 * @param ticker its key in trends and alerts
 * @param names what it is called, cleaned as texts are; found whatever their case
 * @param ambiguousNames what it is called too, but what also means something else, such as "Gap"; found as they are
 *     spelt here, and only beside one of {@code contextWords}
 * @param contextWords what tells the company from the other meaning, such as "clothing"; found whatever their case
 */
record Company(String ticker, List<String> names, List<String> ambiguousNames, List<String> contextWords)
        implements Serializable {}
