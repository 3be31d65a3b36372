/** Counts sentiment per key in event-time windows. */
@NullMarked
package io.tidewatch.job.trend;

import org.jspecify.annotations.NullMarked;
