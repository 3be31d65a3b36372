/** The web server: routes, who may call them, the console's files. */
@NullMarked
package io.tidewatch.alerting.http;

import org.jspecify.annotations.NullMarked;
