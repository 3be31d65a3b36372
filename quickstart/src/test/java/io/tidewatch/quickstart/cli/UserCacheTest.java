package io.tidewatch.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserCacheTest {
    private static final Path HOME = Path.of("/home/someone");

    @Test
    void itLiesWhereTheSystemKeepsCaches() {
        assertThat(UserCache.folder("Linux", HOME, Map.of())).isEqualTo(HOME.resolve(".cache/tidewatch"));
        assertThat(UserCache.folder("Linux", HOME, Map.of("XDG_CACHE_HOME", "/var/cache/someone")))
                .isEqualTo(Path.of("/var/cache/someone/tidewatch"));
        assertThat(UserCache.folder("Mac OS X", HOME, Map.of("XDG_CACHE_HOME", "/elsewhere")))
                .isEqualTo(HOME.resolve("Library/Caches/tidewatch"));
        assertThat(UserCache.folder("Windows 11", HOME, Map.of("LOCALAPPDATA", "/local")))
                .isEqualTo(Path.of("/local/tidewatch"));
        assertThat(UserCache.folder("Windows 11", HOME, Map.of())).isEqualTo(HOME.resolve("AppData/Local/tidewatch"));
    }
}
