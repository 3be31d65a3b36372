/**
 * Tries settings on recorded streams: a stream is scored once, then the job runs over it with each setting and the
 * recorded scores in the model's place.
 */
@NullMarked
package io.tidewatch.quickstart.backtest;

import org.jspecify.annotations.NullMarked;
