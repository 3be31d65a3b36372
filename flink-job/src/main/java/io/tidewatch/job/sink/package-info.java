/** Writes the job's results to Kafka. */
@NullMarked
package io.tidewatch.job.sink;

import org.jspecify.annotations.NullMarked;
