/** The command line {@code ./tidewatch}. */
@NullMarked
package io.tidewatch.quickstart.cli;

import org.jspecify.annotations.NullMarked;
