/** The embedded default: a real Kafka broker, the job in a Flink MiniCluster, and the command line. */
@NullMarked
package io.tidewatch.quickstart;

import org.jspecify.annotations.NullMarked;
