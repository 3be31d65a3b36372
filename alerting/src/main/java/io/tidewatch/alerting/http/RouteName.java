package io.tidewatch.alerting.http;

import io.javalin.http.Context;

/** The route of a request, for metrics: with its parameters' names, so that there are few of them. */
final class RouteName {
    private RouteName() {}

    static String of(Context context) {
        var endpoint = context.endpoints().lastHttpEndpoint();
        return endpoint == null ? "other" : endpoint.path;
    }
}
