/** What happens, told to browsers as it happens. */
@NullMarked
package io.tidewatch.alerting.live;

import org.jspecify.annotations.NullMarked;
