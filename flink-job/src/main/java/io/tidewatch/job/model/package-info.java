/** Which model reads a message, as the commands on {@code model.control} say. */
@NullMarked
package io.tidewatch.job.model;

import org.jspecify.annotations.NullMarked;
