/** The Flink job: {@link io.tidewatch.job.TidewatchPipeline} shows a record's whole journey. */
@NullMarked
package io.tidewatch.job;

import org.jspecify.annotations.NullMarked;
