package io.tidewatch.quickstart.demo.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the files under {@code demo/} on the class path. */
final class DemoResources {
    private DemoResources() {}

    /** Returns the file's lines without blank lines and without comments, which start with {@code "# "}. */
    static List<String> contentLines(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("# "))
                .toList();
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = DemoResources.class.getResourceAsStream("/demo/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("no resource demo/" + name + " on the class path");
            }
            return in.readAllBytes();
        }
    }
}
