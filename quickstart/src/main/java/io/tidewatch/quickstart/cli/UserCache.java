package io.tidewatch.quickstart.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where the system keeps what a program can make again. */
final class UserCache {
    private static final String PROGRAM = "tidewatch";

    private UserCache() {}

    static Path folder() {
        return folder(
                System.getProperty("os.name", ""), Path.of(System.getProperty("user.home", ".")), System.getenv());
    }

    /** By the conventions of macOS, of Windows, and of the XDG Base Directory Specification elsewhere. */
    static Path folder(String system, Path home, Map<String, String> environment) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return home.resolve("Library/Caches").resolve(PROGRAM);
        }
        String configured =
                environment.getOrDefault(name.startsWith("windows") ? "LOCALAPPDATA" : "XDG_CACHE_HOME", "");
        if (!configured.isEmpty()) {
            return Path.of(configured).resolve(PROGRAM);
        }
        return home.resolve(name.startsWith("windows") ? "AppData/Local" : ".cache")
                .resolve(PROGRAM);
    }
}
