/** What the service's API says, one record per schema of {@code openapi.yaml}; field names and order are the contract's. */
@NullMarked
package io.tidewatch.alerting.view;

import org.jspecify.annotations.NullMarked;
