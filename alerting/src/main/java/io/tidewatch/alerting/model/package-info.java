/** The model bundles that the service finds, and the commands by which the running job takes them up. */
@NullMarked
package io.tidewatch.alerting.model;

import org.jspecify.annotations.NullMarked;
