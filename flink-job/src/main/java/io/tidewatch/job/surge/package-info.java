/** Feeds closed windows to the surge detector and turns its decisions into alerts. */
@NullMarked
package io.tidewatch.job.surge;

import org.jspecify.annotations.NullMarked;
