/** Which alerts are about the same event, so that it reads as one story and not as thirty alerts. */
@NullMarked
package io.tidewatch.job.surge.story;

import org.jspecify.annotations.NullMarked;
