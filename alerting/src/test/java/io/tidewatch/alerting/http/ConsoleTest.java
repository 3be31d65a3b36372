package io.tidewatch.alerting.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewatch.alerting.fixture.ApiClient;
import io.tidewatch.alerting.fixture.ApiClient.Answer;
import io.tidewatch.alerting.fixture.Repository;
import io.tidewatch.alerting.fixture.RunningApi;
import io.tidewatch.alerting.store.Dialect;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console's files as the service hands them out. */
class ConsoleTest {
    private static final Pattern OWN_FILE = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");
    private static RunningApi service;
    private static ApiClient nobody;

    @BeforeAll
    static void start() {
        assumeTrue(
                ConsoleTest.class.getResource("/console/index.html") != null,
                "skipped: the console was not built; build without -Dskip.console=true");
        service = new RunningApi(Dialect.H2, Repository.models(), Map.of());
        nobody = new ApiClient(service.address(), null);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void everyAddressOfAPageGetsThePageUnderAStrictPolicy() {
        String page = nobody.get("/").response().body();
        assertThat(page).contains("<div id=\"root\">");
        for (String path : List.of("/", "/alerts", "/alerts/feed%2F7", "/trends/topic%3DMacro", "/nowhere.at.all")) {
            Answer answer = nobody.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.response().body()).as(path).isEqualTo(page);
            assertThat(answer.header("Content-Type")).as(path).startsWith("text/html");
            assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
            assertStrict(path, answer);
        }
    }

    @Test
    void thePageBringsNoCodeOfItsOwnAndItsFilesComeUnderTheSamePolicy() {
        String page = nobody.get("/").response().body();
        assertThat(page).doesNotContainPattern("<script(?![^>]*\\ssrc=)").doesNotContain("<style", "style=", "//cdn");
        List<String> files = OWN_FILE.matcher(page)
                .results()
                .map((MatchResult file) -> file.group(1))
                .toList();
        assertThat(files).anyMatch(file -> file.endsWith(".js")).anyMatch(file -> file.endsWith(".css"));
        for (String file : files) {
            Answer answer = nobody.get(file);
            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.header("Content-Type")).as(file).doesNotStartWith("text/html");
            assertThat(answer.header("Cache-Control").contains("immutable"))
                    .as(file)
                    .isEqualTo(file.startsWith("/assets/"));
            assertStrict(file, answer);
        }
    }

    @Test
    void whatIsNoPageIsNotFound() {
        for (String path : List.of("/assets/gone-1234.js", "/api/v1/nowhere", "/auth/nowhere")) {
            Answer answer = nobody.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertStrict(path, answer);
        }
    }

    private static void assertStrict(String path, Answer answer) {
        assertThat(answer.header("Content-Security-Policy"))
                .as(path)
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
    }
}
