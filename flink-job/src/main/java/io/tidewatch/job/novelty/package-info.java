/** Finds repeats of what was told before, so that they are counted but neither scored nor mistaken for news. */
@NullMarked
package io.tidewatch.job.novelty;

import org.jspecify.annotations.NullMarked;
