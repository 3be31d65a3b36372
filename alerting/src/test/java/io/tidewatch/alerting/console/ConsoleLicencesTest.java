package io.tidewatch.alerting.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the console brings into a browser; the Java libraries are checked by the Maven build. */
class ConsoleLicencesTest {
    private static final Path LOCK =
            Path.of(System.getProperty("tidewatch.root"), "alerting/console/package-lock.json");
    /** OFL-1.1 is that of fonts. */
    private static final Set<String> ALLOWED =
            Set.of("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "OFL-1.1", "Unlicense");

    @Test
    void everyPackageThatIsShippedHasALicenceThatAllowsIt() throws IOException {
        Map<String, String> refused = new TreeMap<>();
        JsonNode packages = EventJson.mapper().readTree(LOCK.toFile()).path("packages");
        packages.properties().forEach(entry -> {
            JsonNode about = entry.getValue();
            boolean isOurs = entry.getKey().isEmpty();
            String licence = about.path("license").asText("none");
            if (!isOurs && !about.path("dev").asBoolean() && !isAllowed(licence)) {
                refused.put(entry.getKey(), licence);
            }
        });
        assertThat(packages.size()).isGreaterThan(1);
        assertThat(refused).isEmpty();
    }

    @Test
    void aChoiceNeedsOneLicenceThatAllowsItAndAnAccumulationAll() {
        assertThat(isAllowed("(GPL-3.0-only OR MIT)")).isTrue();
        assertThat(isAllowed("MIT and ISC")).isTrue();
        assertThat(isAllowed("MIT AND GPL-3.0-only")).isFalse();
        assertThat(isAllowed("GPL-3.0-only")).isFalse();
        assertThat(isAllowed("none")).isFalse();
    }

    private static boolean isAllowed(String expression) {
        String plain = expression.replaceAll("[()]", "");
        return Stream.of(plain.split("(?i) or "))
                .anyMatch(choice -> Stream.of(choice.split("(?i) and ")).allMatch(ALLOWED::contains));
    }
}
