/** Kafka's topics into the database, each by a thread of its own, and the outbox back to Kafka. */
@NullMarked
package io.tidewatch.alerting.consume;

import org.jspecify.annotations.NullMarked;
