package io.tidewatch.alerting.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The console's files, from the class path. Addresses that are neither a file nor part of the API get its page, which
 * shows what they name.
 */
final class Console {
    private static final String FOLDER = "/console";

    private Console() {}

    static void addTo(JavalinConfig config) {
        byte[] page = page();
        if (page != null) {
            config.staticFiles.add(files -> {
                files.hostedPath = "/";
                files.directory = FOLDER;
                files.location = Location.CLASSPATH;
                // What a browser may keep is said with the other headers, by path.
                files.headers = Map.of();
            });
        }
        config.spaRoot.addHandler("/", context -> answer(context, page));
    }

    private static void answer(Context context, byte @Nullable [] page) {
        String path = context.path();
        if (path.startsWith("/api/") || path.startsWith("/auth/") || path.startsWith("/assets/")) {
            Problems.answer(context, HttpStatus.NOT_FOUND, "there is nothing here", List.of());
        } else if (page == null) {
            Problems.answer(
                    context,
                    HttpStatus.NOT_FOUND,
                    "the console is not part of this build; the API is at /api/v1",
                    List.of());
        } else {
            context.status(HttpStatus.OK)
                    .contentType("text/html; charset=utf-8")
                    .result(page);
        }
    }

    private static byte @Nullable [] page() {
        try (InputStream in = Console.class.getResourceAsStream(FOLDER + "/index.html")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }
}
