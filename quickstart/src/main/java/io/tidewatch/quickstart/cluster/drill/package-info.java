/** Breaks a cluster of this machine while it works, mends it, and compares what it wrote with an undisturbed run. */
@NullMarked
package io.tidewatch.quickstart.cluster.drill;

import org.jspecify.annotations.NullMarked;
