/** Text rules that training and job share. Knows nothing of Flink or Kafka. */
@NullMarked
package io.tidewatch.job.text;

import org.jspecify.annotations.NullMarked;
