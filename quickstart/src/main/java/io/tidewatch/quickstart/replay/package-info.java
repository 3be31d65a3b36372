/** Runs recorded streams through the real job and writes down what came of them. */
@NullMarked
package io.tidewatch.quickstart.replay;

import org.jspecify.annotations.NullMarked;
