package io.tidewatch.alerting.security;

import io.tidewatch.alerting.view.Role;

/**
 * Who makes a request.
 *
 * @param name the user's, or that of an API token
 */
public record Caller(String name, Role role) {}
