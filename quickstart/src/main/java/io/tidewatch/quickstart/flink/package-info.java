/** The job in a Flink MiniCluster inside this process. */
@NullMarked
package io.tidewatch.quickstart.flink;

import org.jspecify.annotations.NullMarked;
