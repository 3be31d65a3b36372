/** The service's settings: read once, at the edge, into one immutable record per concern. */
@NullMarked
package io.tidewatch.alerting.config;

import org.jspecify.annotations.NullMarked;
