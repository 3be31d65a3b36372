/**
 * Finds the companies that a message is about, by the symbols that its feed attached, cashtags, and names of a table.
 * Knows nothing of Flink or Kafka.
 */
@NullMarked
package io.tidewatch.job.entity;

import org.jspecify.annotations.NullMarked;
