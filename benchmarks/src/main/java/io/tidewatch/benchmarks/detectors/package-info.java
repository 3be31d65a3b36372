/**
 * {@code ./tidewatch bench --detectors}: the surge detector beside what others would build, on count series with known
 * surges. Nothing here is part of the job.
 */
@NullMarked
package io.tidewatch.benchmarks.detectors;

import org.jspecify.annotations.NullMarked;
