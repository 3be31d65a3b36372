package io.tidewatch.alerting.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.alerting.fixture.ApiClient;
import io.tidewatch.alerting.fixture.ApiClient.Answer;
import io.tidewatch.alerting.fixture.Contract;
import io.tidewatch.alerting.fixture.Events;
import io.tidewatch.alerting.fixture.Repository;
import io.tidewatch.alerting.fixture.RunningApi;
import io.tidewatch.alerting.store.Dialect;
import io.tidewatch.alerting.store.Outbox;
import io.tidewatch.alerting.view.Role;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.DeskSetting;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.ModelControl;
import io.tidewatch.events.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API over HTTP, held against its contract. */
class ApiTest {
    private static final Contract CONTRACT = new Contract();
    private static final Instant NOON = Events.START.plus(Duration.ofDays(4)).plus(Duration.ofHours(12));
    private static final String HOSTILE_ID = "feed/7 ü?#%";
    private static RunningApi service;

    @BeforeAll
    static void start() {
        service = new RunningApi(Dialect.H2, Repository.models(), Map.of());
        service.takeMessages(
                Events.message("m1", NOON, Events.uncertain(0.6)),
                Events.message("m2", NOON, m -> m.putArray("entities").add("CRVNEN")),
                Events.message(HOSTILE_ID, NOON, m -> m.put("text", "=cmd|' /C calc'!A0")));
        service.as(Role.ADMIN).post("/api/v1/models/2026.11.4/shadow", "");
        service.takeDisagreements(Events.disagreement("m1", NOON, 1));
        service.takeAlerts(
                Events.alert("a1", NOON, Events.restingOn("m1", "gone")),
                Events.alert("a2", NOON.plusSeconds(300), Events.restingOn("m1")));
        IntStream.range(0, 5 * 24)
                .forEach(hour -> service.takeWindows(
                        Events.window("Macro", Events.START.plus(Duration.ofHours(hour)), 0, hour == 107 ? 30 : 2, 3)));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void everyReadingHasTheContractsForm() {
        ApiClient admin = service.as(Role.ADMIN);
        Map<String, String> readings = new TreeMap<>();
        readings.put("/api/v1/session", "/api/v1/session");
        readings.put("/api/v1/trends", "/api/v1/trends?key=topic%3DMacro&step=1h");
        readings.put("/api/v1/trends/now", "/api/v1/trends/now?keys=topic");
        readings.put("/api/v1/alerts", "/api/v1/alerts?severity=medium,high&status=new&limit=1");
        readings.put("/api/v1/alerts/{id}", "/api/v1/alerts/a1");
        readings.put("/api/v1/alerts/{id}/series", "/api/v1/alerts/a1/series");
        readings.put("/api/v1/alerts/{id}/similar", "/api/v1/alerts/a2/similar");
        readings.put("/api/v1/messages", "/api/v1/messages?q=refinery&entity=CRVNEN");
        readings.put("/api/v1/messages/{id}", "/api/v1/messages/" + encoded(HOSTILE_ID));
        readings.put("/api/v1/queue", "/api/v1/queue");
        readings.put("/api/v1/labels", "/api/v1/labels");
        readings.put("/api/v1/models", "/api/v1/models");
        readings.put("/api/v1/models/{version}/shadow", "/api/v1/models/2026.11.4/shadow?limit=5");
        readings.put("/api/v1/audit", "/api/v1/audit");
        readings.put("/api/v1/settings", "/api/v1/settings");
        readings.put("/api/v1/channels", "/api/v1/channels");
        readings.put("/api/v1/tokens", "/api/v1/tokens");
        readings.put("/healthz", "/healthz");
        readings.put("/readyz", "/readyz");
        readings.forEach((template, path) -> {
            Answer answer = admin.get(path);
            assertThat(answer.status())
                    .as(path + ": " + answer.response().body())
                    .isEqualTo(200);
            CONTRACT.check("GET", template, answer);
        });
        CONTRACT.check("GET", "/api/v1/alerts/{id}", admin.get("/api/v1/alerts/none"));
        CONTRACT.check("GET", "/api/v1/alerts", admin.get("/api/v1/alerts?limit=0&state=odd&from=yesterday"));
    }

    @Test
    void theContractListsEveryRouteWithItsRole() {
        Map<String, String> routes = new TreeMap<>();
        for (Route route : service.api.routes()) {
            routes.put(
                    route.method() + " " + route.path(), route.access().name().toLowerCase(Locale.ROOT));
        }
        assertThat(routes).isEqualTo(CONTRACT.roles());
    }

    @Test
    void everyRouteIsOpenToItsRoleAndThoseAboveOnly() {
        for (Route route : service.api.routes()) {
            String path = route.path().replaceAll("\\{\\w+}", "x");
            boolean open = route.access() == Access.NONE || route.access() == Access.LOCAL;
            int unknown =
                    new ApiClient(service.address(), null).status(route.method().name(), path);
            assertThat(unknown == 401)
                    .as("%s %s without a role: %d", route.method(), path, unknown)
                    .isEqualTo(!open);
            for (Role role : Role.values()) {
                int status = service.as(role).status(route.method().name(), path);
                boolean allowed = open || role.includes(route.access().role());
                assertThat(status == 403)
                        .as("%s %s as %s: %d", route.method(), path, role, status)
                        .isEqualTo(!allowed);
            }
        }
    }

    @Test
    void whatIsUnusualStandsFirstAndTheSeriesShowsWhatWasExpected() {
        JsonNode row = service.as(Role.VIEWER)
                .get("/api/v1/trends/now")
                .json()
                .path("rows")
                .path(0);
        assertThat(row.path("key").path("text").asText()).isEqualTo("topic=Macro");
        assertThat(row.path("openAlert").path("id").asText()).isEqualTo("a2");
        JsonNode series =
                service.as(Role.VIEWER).get("/api/v1/alerts/a1/series").json();
        assertThat(series.path("points").size()).isGreaterThan(96);
        JsonNode point = series.path("points").path(0);
        assertThat(point.path("expectedNegative").isNumber()).isTrue();
        assertThat(point.path("expectedHigh").asDouble()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void whatANewerJobSaysOfAnAlertIsShown() {
        service.takeAlerts(Events.alert(
                "rush",
                NOON,
                alert -> alert.put("schemaVersion", 2)
                        .put("kind", "unusual-attention")
                        .put("state", "resolved")
                        .put("expectedTotal", 9.5)
                        .put("expectedTotalLow", 3)
                        .put("expectedTotalHigh", 17)
                        .put("summary", "Many messages.")
                        .put("peakScore", 11.5)
                        .put("threshold", 4.5)
                        .put("observedRaw", 55)
                        .put("detectedAt", NOON.minusSeconds(900).toString())
                        .put("resolvedAt", NOON.toString())
                        .put("storyGroup", "rush")
                        .<ObjectNode>set("relatedTo", EventJson.mapper().valueToTree(List.of("a1", "never seen")))
                        .set("usualTerms", EventJson.mapper().valueToTree(List.of("rates")))));
        ApiClient viewer = service.as(Role.VIEWER);
        Answer answer = viewer.get("/api/v1/alerts/rush");
        CONTRACT.check("GET", "/api/v1/alerts/{id}", answer);
        JsonNode detail = answer.json();
        assertThat(detail.path("summary").asText()).isEqualTo("Many messages.");
        assertThat(detail.path("peakScore").asDouble()).isEqualTo(11.5);
        assertThat(detail.path("threshold").asDouble()).isEqualTo(4.5);
        assertThat(detail.path("observedRaw").asInt()).isEqualTo(55);
        assertThat(detail.path("usualTerms").path(0).asText()).isEqualTo("rates");
        assertThat(detail.path("alert").path("expectedTotalHigh").asDouble()).isEqualTo(17);
        assertThat(detail.path("alert").path("resolvedAt").asText()).isEqualTo(NOON.toString());
        assertThat(detail.path("related").findValuesAsText("id")).containsExactly("a1");
        JsonNode older = viewer.get("/api/v1/alerts/a1").json();
        assertThat(older.path("threshold").isNull()).isTrue();
        assertThat(older.path("alert").path("detectedAt").asText()).isEqualTo(NOON.toString());
        JsonNode point =
                viewer.get("/api/v1/alerts/rush/series").json().path("points").path(0);
        assertThat(point.path("expectedTotal").asDouble())
                .isGreaterThan(point.path("expectedNegative").asDouble());
    }

    @Test
    void aVerdictIsStoredAuditedAndOnItsWayToKafkaInOne() {
        service.takeAlerts(Events.alert("judged", NOON));
        ApiClient analyst = service.as(Role.ANALYST);
        Answer answer =
                analyst.post("/api/v1/alerts/judged/verdict", "{\"verdict\": \"false-alarm\", \"note\": \"noise\"}");
        CONTRACT.check("POST", "/api/v1/alerts/{id}/verdict", answer);
        assertThat(answer.json().path("alert").path("status").asText()).isEqualTo("false-alarm");
        assertThat(analyst.get("/api/v1/audit").json().path("items").findValuesAsText("target"))
                .contains("judged");
        AnalystFeedback sent = outbox(Topics.FEEDBACK, "judged", AnalystFeedback.class);
        assertThat(sent.verdict()).isEqualTo(AnalystFeedback.Verdict.FALSE_ALARM);
        assertThat(sent.analyst()).isEqualTo("analyst");
        assertThat(sent.model().version()).isEqualTo("m1");
        CONTRACT.check(
                "POST",
                "/api/v1/alerts/{id}/notes",
                analyst.post("/api/v1/alerts/judged/notes", "{\"text\": \"<img src=x onerror=alert(1)>\"}"));
        assertThat(analyst.post("/api/v1/alerts/judged/verdict", "{\"verdict\": \"maybe\"}")
                        .status())
                .isEqualTo(400);
        assertThat(analyst.post(
                                "/api/v1/alerts/judged/verdict",
                                "{\"verdict\": \"snooze\", \"until\": \"2001-01-01T00:00:00Z\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aCorrectionCanBeGivenAndTakenBackAndTheLogHasBoth() {
        service.takeMessages(Events.message("c/1", NOON));
        ApiClient analyst = service.as(Role.ANALYST);
        String path = "/api/v1/messages/c%2F1/correction";
        Answer corrected = analyst.post(path, "{\"sentiment\": \"positive\"}");
        CONTRACT.check("POST", "/api/v1/messages/{id}/correction", corrected);
        assertThat(corrected.json().path("sentiment").asText()).isEqualTo("positive");
        assertThat(outbox(Topics.FEEDBACK, "c/1", AnalystFeedback.class).corrections())
                .isEqualTo(Map.of("sentiment", "positive"));
        assertThat(analyst.post(path, "{\"sentiment\": \"splendid\", \"colour\": \"red\"}")
                        .json()
                        .path("errors"))
                .hasSize(2);
        Answer undone = analyst.call("DELETE", path, null);
        CONTRACT.check("DELETE", "/api/v1/messages/{id}/correction", undone);
        assertThat(undone.json().path("sentiment").asText()).isEqualTo("negative");
        assertThat(outbox(Topics.FEEDBACK, "c/1", AnalystFeedback.class).corrections())
                .isEmpty();
        assertThat(analyst.call("DELETE", path, null).status()).isEqualTo(404);
    }

    @Test
    void modelCommandsRiseInEpochAndAForcedPromotionNeedsAReason() {
        ApiClient admin = service.as(Role.ADMIN);
        String version = "2026.11.2";
        assertThat(admin.post("/api/v1/models/" + version + "/promote", "").status())
                .isEqualTo(409);
        assertThat(admin.post("/api/v1/models/" + version + "/promote", "{\"force\": true}")
                        .status())
                .isEqualTo(400);
        Answer promoted =
                admin.post("/api/v1/models/" + version + "/promote", "{\"force\": true, \"reason\": \"drill\"}");
        CONTRACT.check("POST", "/api/v1/models/{version}/promote", promoted);
        ModelControl sent = outbox(Topics.CONTROL, null, ModelControl.class);
        assertThat(sent.version()).isEqualTo(version);
        assertThat(sent.sha256()).matches("[0-9a-f]{64}");
        JsonNode overview = admin.get("/api/v1/models").json();
        assertThat(overview.path("previous").asText()).isEqualTo("m1");
        CONTRACT.check("POST", "/api/v1/models/{version}/shadow", admin.post("/api/v1/models/2026.11.3/shadow", ""));
        assertThat(outbox(Topics.CONTROL, null, ModelControl.class).epoch()).isEqualTo(sent.epoch() + 1);
        // Back to m1 would be right, but its bundle is not in the folder.
        assertThat(admin.post("/api/v1/models/rollback", "").status()).isEqualTo(404);
        assertThat(admin.post("/api/v1/models/..%2f..%2fetc/promote", "").status())
                .isIn(400, 404);
    }

    @Test
    void aModelInShadowIsComparedSinceItsLastCommand() {
        ApiClient viewer = service.as(Role.VIEWER);
        JsonNode comparison = viewer.get("/api/v1/models/2026.11.4/shadow").json();
        assertThat(comparison.at("/newest/0/message/id").asText()).isEqualTo("m1");
        assertThat(comparison.at("/tasks/0/pairs/0/challenger").asText()).isEqualTo("neutral");
        Answer never = viewer.get("/api/v1/models/2026.11.2/shadow");
        assertThat(never.status()).isEqualTo(404);
        CONTRACT.check("GET", "/api/v1/models/{version}/shadow", never);
        assertThat(viewer.get("/api/v1/models/2026.11.4/shadow?limit=0").status())
                .isEqualTo(400);
    }

    @Test
    void tablesAreDefusedForSpreadsheets() {
        Answer csv = service.as(Role.VIEWER).get("/api/v1/export/messages.csv");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.response().body()).contains("'=cmd|").doesNotContain(",=cmd");
        assertThat(Csv.defused(" +1")).isEqualTo("' +1");
        assertThat(Csv.defused("\t=1")).startsWith("'");
        assertThat(Csv.defused("a=1")).isEqualTo("a=1");
        assertThat(service.as(Role.VIEWER)
                        .get("/api/v1/export/alerts.csv")
                        .response()
                        .body())
                .contains("a1,");
    }

    @Test
    void aBrowsersSessionNeedsItsCsrfTokenForChanges() {
        String oneTime = service.signIn.issueOneTimeToken();
        ApiClient nobody = new ApiClient(service.address(), null);
        String credentials = "{\"token\": \"" + oneTime + "\"}";
        assertThat(nobody.call("POST", "/api/v1/session", credentials, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        Answer signedIn = nobody.post("/api/v1/session", credentials);
        CONTRACT.check("POST", "/api/v1/session", signedIn);
        assertThat(nobody.post("/api/v1/session", credentials).status()).isEqualTo(401);
        String cookie = signedIn.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
        String session = cookie.substring(0, cookie.indexOf(';'));
        String note = "{\"text\": \"seen\"}";
        String path = "/api/v1/alerts/a1/notes";
        assertThat(nobody.call("POST", path, note, "Cookie", session).status()).isEqualTo(403);
        String csrf = signedIn.json().path("csrfToken").asText();
        assertThat(nobody.call("POST", path, note, "Cookie", session, "X-CSRF-Token", csrf)
                        .status())
                .isEqualTo(200);
        assertThat(nobody.call("GET", "/api/v1/session", null, "Cookie", session)
                        .json()
                        .path("role")
                        .asText())
                .isEqualTo("admin");
        assertThat(nobody.call("DELETE", "/api/v1/session", null, "Cookie", session, "X-CSRF-Token", csrf)
                        .status())
                .isEqualTo(204);
        assertThat(nobody.call("GET", "/api/v1/alerts", null, "Cookie", session).status())
                .isEqualTo(401);
    }

    @Test
    void everyAnswerForbidsInlineCodeAndForeignFrames() {
        for (String path : List.of("/", "/api/v1/session", "/nowhere", "/api/v1/nowhere")) {
            Answer answer = new ApiClient(service.address(), null).get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .contains("script-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
        assertThat(new ApiClient(service.address(), null).get("/api/v1/nowhere").status())
                .isEqualTo(404);
    }

    @Test
    void whoComesUnderAnotherNameOrWithTooMuchIsTurnedAway() throws IOException {
        assertThat(raw("GET /metrics HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /metrics HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n"))
                .contains("tidewatch_desk_requests");
        String tooMuch = "{\"text\": \"" + "x".repeat(300_000) + "\"}";
        assertThat(service.as(Role.ANALYST)
                        .post("/api/v1/alerts/a1/notes", tooMuch)
                        .status())
                .isEqualTo(413);
    }

    private static String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), service.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aTokenIsShownOnceAndWorksUntilItIsRevoked() {
        ApiClient admin = service.as(Role.ADMIN);
        Answer created = admin.post("/api/v1/tokens", "{\"name\": \"feed-check\", \"role\": \"viewer\", \"days\": 1}");
        CONTRACT.check("POST", "/api/v1/tokens", created);
        String token = created.json().path("token").asText();
        assertThat(admin.get("/api/v1/tokens").response().body())
                .contains("feed-check")
                .doesNotContain(token);
        assertThat(new ApiClient(service.address(), token).get("/api/v1/alerts").status())
                .isEqualTo(200);
        assertThat(admin.call("DELETE", "/api/v1/tokens/feed-check", null).status())
                .isEqualTo(204);
        assertThat(new ApiClient(service.address(), token).get("/api/v1/alerts").status())
                .isEqualTo(401);
    }

    @Test
    void settingsKeepTheirSecretsAndRefuseEveryMistakeAtOnce() {
        ApiClient admin = service.as(Role.ADMIN);
        long version = admin.get("/api/v1/settings").json().path("version").asLong();
        String good = settings(version, """
                {"name": "hook", "type": "webhook", "target": "https://hook.example/in", "enabled": true,
                 "secret": "hush-hush", "secretSet": false},
                {"name": "chat", "type": "slack", "target": "https://chat.example/T1/B2/hidden", "enabled": false,
                 "secretSet": false}""", "\"hook\"");
        Answer set = admin.call("PUT", "/api/v1/settings", good);
        CONTRACT.check("PUT", "/api/v1/settings", set);
        String shown =
                service.as(Role.VIEWER).get("/api/v1/settings").response().body();
        assertThat(shown)
                .contains("https://chat.example/...")
                .doesNotContain("hush-hush")
                .doesNotContain("hidden");
        assertThat(admin.get("/api/v1/audit").response().body())
                .doesNotContain("hush-hush")
                .doesNotContain("hidden");
        assertThat(admin.call("PUT", "/api/v1/settings", good).status()).isEqualTo(409);
        Answer again = admin.call("PUT", "/api/v1/settings", shown);
        assertThat(again.json().path("channels").findValues("secretSet")).allMatch(JsonNode::asBoolean);
        String bad = settings(version + 2, """
                {"name": "hook", "type": "webhook", "target": "file:///etc/passwd", "enabled": true, "secretSet": false},
                {"name": "mail", "type": "email", "target": "a@b.example", "enabled": true, "secretSet": false}""", "\"nobody\"");
        Answer refused = admin.call("PUT", "/api/v1/settings", bad);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors")).hasSize(3);
    }

    @Test
    void anotherAttentionBudgetAndOtherThresholdsAreOnTheirWayToTheJobAndOnlyThose() {
        ApiClient admin = service.as(Role.ADMIN);
        JsonNode present = admin.get("/api/v1/settings").json();
        long told = toldSettings();
        ObjectNode same = present.deepCopy();
        assertThat(admin.call("PUT", "/api/v1/settings", same.toString()).status())
                .isEqualTo(200);
        assertThat(toldSettings()).isEqualTo(told);

        ObjectNode other = (ObjectNode) admin.get("/api/v1/settings").json();
        other.putObject("attentionBudget").put("alertsPerDay", 7);
        assertThat(admin.call("PUT", "/api/v1/settings", other.toString()).status())
                .isEqualTo(200);

        DeskSetting sent = outbox(Topics.SETTINGS, null, DeskSetting.class);
        assertThat(sent.alertsPerDay()).isEqualTo(7);
        assertThat(sent.setBy()).isEqualTo("admin");
        assertThat(sent.thresholds()).isEmpty();
        assertThat(toldSettings()).isEqualTo(told + 1);

        other = (ObjectNode) admin.get("/api/v1/settings").json();
        other.putObject("thresholds").put("topic=Macro", 3.5);
        CONTRACT.check("PUT", "/api/v1/settings", admin.call("PUT", "/api/v1/settings", other.toString()));
        assertThat(outbox(Topics.SETTINGS, null, DeskSetting.class).thresholds())
                .isEqualTo(Map.of("topic=Macro", 3.5));
        assertThat(outbox(Topics.SETTINGS, null, DeskSetting.class).alertsPerDay())
                .isEqualTo(7);

        other = (ObjectNode) admin.get("/api/v1/settings").json();
        other.putObject("thresholds")
                .put("everything", 3)
                .put("topic=Macro", 1.5)
                .putNull("entity=ACME");
        Answer refused = admin.call("PUT", "/api/v1/settings", other.toString());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors")).hasSize(3);
    }

    private static long toldSettings() {
        return service.database.jdbi().withHandle(handle -> service.outbox.waiting(handle, 1_000)).stream()
                .filter(entry -> entry.topic() == Topics.SETTINGS)
                .count();
    }

    private static String settings(long version, String channels, String ruleChannels) {
        return """
                {"version": %d, "attentionBudget": {"alertsPerDay": 20}, "channels": [%s],
                 "rules": [{"name": "all", "channels": [%s], "minSeverity": "low", "topics": [], "themes": [],
                   "entities": [], "kinds": [], "states": [], "fromHour": 0, "toHour": 24, "zone": "UTC",
                   "enabled": true}]}""".formatted(version, channels, ruleChannels);
    }

    /** The newest record on its way to a topic. */
    private static <T> T outbox(Topics topic, @Nullable String key, Class<T> type) {
        List<Outbox.Entry> entries =
                service.database.jdbi().withHandle(handle -> service.outbox.waiting(handle, 1_000)).stream()
                        .filter(entry -> entry.topic() == topic && (key == null || key.equals(entry.key())))
                        .toList();
        assertThat(entries).isNotEmpty();
        return EventJson.read(entries.get(entries.size() - 1).value().getBytes(StandardCharsets.UTF_8), type);
    }
}
