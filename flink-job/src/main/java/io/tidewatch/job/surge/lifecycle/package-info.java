/** The life of an alert, from its opening to its end. Pure: nothing here knows of Flink, Kafka or a clock. */
@NullMarked
package io.tidewatch.job.surge.lifecycle;

import org.jspecify.annotations.NullMarked;
