/** What the service measures of itself. */
@NullMarked
package io.tidewatch.alerting.metrics;

import org.jspecify.annotations.NullMarked;
