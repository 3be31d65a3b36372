package io.tidewatch.alerting.http;

import io.javalin.http.Context;
import java.util.Map;

/** What every answer tells the browser. */
final class Headers {
    /** The console's own scripts, styles and pictures, and nothing inline: a message's text can never become code. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'";

    private static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy", CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()");

    private Headers() {}

    static void add(Context context, boolean secure) {
        ALWAYS.forEach(context::header);
        // Files with a hash in their names never change.
        boolean named = context.path().startsWith("/assets/");
        context.header("Cache-Control", named ? "public, max-age=31536000, immutable" : "no-store");
        if (secure) {
            context.header("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
