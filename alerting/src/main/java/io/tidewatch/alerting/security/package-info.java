/** Who may do what: roles, sessions of browsers, API tokens, OpenID Connect. */
@NullMarked
package io.tidewatch.alerting.security;

import org.jspecify.annotations.NullMarked;
