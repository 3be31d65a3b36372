/** A real Kafka broker on this machine, for demos, replays and tests. */
@NullMarked
package io.tidewatch.quickstart.kafka;

import org.jspecify.annotations.NullMarked;
