package io.tidewatch.alerting.config;

import io.tidewatch.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads addresses of web servers. */
public final class Urls {
    private Urls() {}

    /** The setting's URL without a slash at its end; null where it is not set. */
    static @Nullable URI optional(Settings settings, String name) {
        URI url = exact(settings, name);
        String text = url == null ? "" : url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }

    /** The setting's URL as it is written; null where it is not set. */
    static @Nullable URI exact(Settings settings, String name) {
        String text = settings.text(name, "");
        if (text.isEmpty()) {
            return null;
        }
        URI url = parse(text);
        settings.require(url != null, "'" + name + "' must be an http or https address, but is '" + text + "'");
        return url;
    }

    /** Null if the text is no http or https address with a host and without a user. */
    public static @Nullable URI parse(String text) {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return web && url.getHost() != null && url.getUserInfo() == null ? url : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
