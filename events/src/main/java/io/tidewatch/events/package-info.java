/**
 * The contracts: what Tidewatch reads from and writes to Kafka, one Java record and one JSON Schema per topic.
 *
 * <p>{@link io.tidewatch.events.Topics} lists the topics, {@link io.tidewatch.events.EventJson} reads and writes their
 * values. Every value carries a {@code schemaVersion}; fields are only ever added, so that a reader of an older version
 * still understands a newer message, and a reader of a newer version understands each committed sample of the older.
 */
@NullMarked
package io.tidewatch.events;

import org.jspecify.annotations.NullMarked;
