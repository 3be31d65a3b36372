/** Tells people and programs of alerts: by which rules, through which channels, and how until it succeeds. */
@NullMarked
package io.tidewatch.alerting.notify;

import org.jspecify.annotations.NullMarked;
