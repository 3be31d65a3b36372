/** Reads {@code news.raw}: strict parsing and validation, event time, and the way out for what cannot be read. */
@NullMarked
package io.tidewatch.job.ingest;

import org.jspecify.annotations.NullMarked;
