/** The names of all metrics, in one place. */
@NullMarked
package io.tidewatch.job.metrics;

import org.jspecify.annotations.NullMarked;
