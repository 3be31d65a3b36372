package io.tidewatch.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.tidewatch.alerting.fixture.ApiClient.Answer;
import io.tidewatch.alerting.fixture.Events;
import io.tidewatch.alerting.fixture.Repository;
import io.tidewatch.alerting.fixture.RunningApi;
import io.tidewatch.alerting.store.Dialect;
import io.tidewatch.alerting.view.Role;
import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Notifications that arrive at real receivers. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NotificationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private HttpServer receiver;
    private volatile int status = 200;
    private RunningApi service;

    private record Post(String path, String body, String signature) {}

    @BeforeEach
    void start() throws IOException {
        mail.start();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String signature = exchange.getRequestHeaders().getFirst(WebhookSender.SIGNATURE);
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/broken") ? status : 200, -1);
            exchange.close();
            posts.add(new Post(exchange.getRequestURI().getPath(), body, signature));
        });
        receiver.start();
        service = new RunningApi(
                Dialect.H2,
                Repository.models(),
                Map.of(
                        "notify.max-age", "36000d",
                        "notify.first-retry", "100ms",
                        "notify.smtp.host", "127.0.0.1",
                        "notify.smtp.port", String.valueOf(mail.getSmtp().getPort()),
                        "notify.smtp.tls", "none"));
    }

    @AfterEach
    void stop() {
        service.close();
        receiver.stop(0);
        mail.stop();
    }

    @Test
    void eachKindOfChannelIsToldOnceOfEachStep() throws Exception {
        channels("""
                {"name": "hook", "type": "webhook", "target": "%1$s/hook", "enabled": true, "secret": "k",
                 "secretSet": false},
                {"name": "chat", "type": "slack", "target": "%1$s/chat/secret", "enabled": true, "secretSet": false},
                {"name": "am", "type": "alertmanager", "target": "%1$s/am", "enabled": true, "secretSet": false},
                {"name": "mail", "type": "email", "target": "desk@bank.example", "enabled": true, "secretSet": false}""", "hook", "chat", "am", "mail");
        byte[] alert = Events.alert("a", Events.START, a -> a.put("topic", "Macro <!channel>\r\nBcc: x@y.example"));
        service.takeAlerts(alert, alert);
        service.takeAlerts(alert);

        Map<String, Post> byPath = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            Post post = take();
            byPath.put(post.path(), post);
        }
        assertThat(byPath).containsOnlyKeys("/hook", "/chat/secret", "/am/api/v2/alerts");
        Post hook = Objects.requireNonNull(byPath.get("/hook"));
        Post chat = Objects.requireNonNull(byPath.get("/chat/secret"));
        Post alertmanager = Objects.requireNonNull(byPath.get("/am/api/v2/alerts"));
        String time = hook.signature().substring(2, hook.signature().indexOf(','));
        assertThat(hook.signature())
                .isEqualTo("t=" + time + ",v1=" + WebhookSender.sign(time + "." + hook.body(), "k"));
        assertThat(json(hook).path("alert").path("id").asText()).isEqualTo("a");
        assertThat(json(chat).path("text").asText()).contains("&lt;!channel&gt;");
        assertThat(json(alertmanager).path(0).path("labels").path("severity").asText())
                .isEqualTo("medium");
        assertThat(mail.waitForIncomingEmail(PATIENCE.toMillis(), 1)).isTrue();
        assertThat(mail.getReceivedMessages()[0].getSubject()).contains("[medium] negative surge on topic=Macro");
        assertThat(mail.getReceivedMessages()[0].getAllRecipients()).hasSize(1);
        awaitState("hook", "sent", 1);
        assertThat(posts).isEmpty();
    }

    @Test
    void aChannelThatFailsIsTriedAgainAndHoldsUpNoOther() throws Exception {
        status = 500;
        channels("""
                {"name": "broken", "type": "webhook", "target": "%1$s/broken", "enabled": true, "secretSet": false},
                {"name": "good", "type": "webhook", "target": "%1$s/good", "enabled": true, "secretSet": false}""", "broken", "good");
        service.takeAlerts(Events.alert("a", Events.START), Events.alert("b", Events.START));
        awaitState("good", "sent", 2);
        awaitState("broken", "waiting", 2);
        JsonNode broken = state("broken");
        while (broken.path("lastError").isNull()) {
            broken = state("broken");
        }
        assertThat(broken.path("state").asText()).isEqualTo("failing");
        assertThat(broken.path("lastError").asText()).isEqualTo("127.0.0.1 answered with status 500");
        status = 200;
        awaitState("broken", "sent", 2);
        assertThat(state("broken").path("state").asText()).isEqualTo("ok");
    }

    private Post take() throws InterruptedException {
        Post post = posts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(post).isNotNull();
        return post;
    }

    private static JsonNode json(Post post) throws IOException {
        return EventJson.mapper().readTree(post.body());
    }

    private void channels(String channels, String... names) {
        String address = "http://127.0.0.1:" + receiver.getAddress().getPort();
        Answer set = service.as(Role.ADMIN).call("PUT", "/api/v1/settings", """
                {"version": 0, "attentionBudget": {"alertsPerDay": 20}, "channels": [%s],
                 "rules": [{"name": "all", "channels": ["%s"], "minSeverity": "low", "topics": [], "themes": [],
                   "entities": [], "kinds": [], "states": [], "fromHour": 22, "toHour": 8, "zone": "UTC",
                   "enabled": true}]}""".formatted(
                        channels.formatted(address), String.join("\", \"", names)));
        assertThat(set.status()).as(set.response().body()).isEqualTo(200);
    }

    private JsonNode state(String channel) {
        for (JsonNode state :
                service.as(Role.VIEWER).get("/api/v1/channels").json().path("items")) {
            if (state.path("name").asText().equals(channel)) {
                return state;
            }
        }
        throw new AssertionError("no channel " + channel);
    }

    private void awaitState(String channel, String count, int wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (state(channel).path(count).asInt() != wanted && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(state(channel).path(count).asInt()).isEqualTo(wanted);
    }
}
