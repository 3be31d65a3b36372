/** The deployed shape as processes of this machine, from the same configuration files as the containers. */
@NullMarked
package io.tidewatch.quickstart.cluster;

import org.jspecify.annotations.NullMarked;
