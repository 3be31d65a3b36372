/** Scores texts from a file, without Kafka or Flink. */
@NullMarked
package io.tidewatch.quickstart.score;

import org.jspecify.annotations.NullMarked;
