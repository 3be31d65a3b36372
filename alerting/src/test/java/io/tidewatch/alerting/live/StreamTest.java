package io.tidewatch.alerting.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.alerting.fixture.Events;
import io.tidewatch.alerting.fixture.Repository;
import io.tidewatch.alerting.fixture.RunningApi;
import io.tidewatch.alerting.store.Dialect;
import io.tidewatch.alerting.view.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StreamTest {
    private static final int VIEWERS = 200;
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aViewerThatComesBackGetsWhatItMissedAndAStrangerIdIsToldToReset() throws Exception {
        try (RunningApi service = new RunningApi(Dialect.H2, Repository.models(), Map.of())) {
            String last;
            try (BufferedReader stream = open(service, null)) {
                assertThat(next(stream)).startsWith("hello");
                service.takeAlerts(Events.alert("a", Events.START));
                last = next(stream);
                assertThat(last).startsWith("alert {\"id\":\"a\"");
            }
            service.takeAlerts(Events.alert("b", Events.START));
            service.takeWindows(Events.window("Macro", Events.START, 0, 1, 1));
            try (BufferedReader stream = open(service, id(last))) {
                assertThat(next(stream)).startsWith("hello");
                assertThat(next(stream)).startsWith("alert {\"id\":\"b\"");
                assertThat(next(stream)).startsWith("trend {\"key\":{\"text\":\"topic=Macro\"");
            }
            try (BufferedReader stream = open(service, "elsewhere-17")) {
                assertThat(next(stream)).startsWith("hello");
                assertThat(next(stream)).startsWith("reset");
            }
        }
    }

    @Test
    void twoHundredViewersAtOnceAllGetTheEvent() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(VIEWERS);
        List<BufferedReader> streams = new ArrayList<>();
        try (RunningApi service =
                new RunningApi(Dialect.H2, Repository.models(), Map.of("http.max-viewers", String.valueOf(VIEWERS)))) {
            for (int i = 0; i < VIEWERS; i++) {
                BufferedReader stream = open(service, null);
                assertThat(next(stream)).startsWith("hello");
                streams.add(stream);
            }
            assertThat(service.live.viewers()).isEqualTo(VIEWERS);
            assertThat(service.as(Role.VIEWER).status("GET", "/api/v1/stream")).isEqualTo(429);
            List<CompletableFuture<String>> received = streams.stream()
                    .map(stream -> CompletableFuture.supplyAsync(() -> next(stream), readers))
                    .toList();
            service.takeAlerts(Events.alert("a", Events.START));
            for (CompletableFuture<String> one : received) {
                assertThat(one.get(1, TimeUnit.MINUTES)).startsWith("alert {\"id\":\"a\"");
            }
            for (BufferedReader stream : streams) {
                stream.close();
            }
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    void theServiceEndsAtOnceAlthoughSomebodyWatches() throws Exception {
        RunningApi service = new RunningApi(Dialect.H2, Repository.models(), Map.of());
        try (BufferedReader stream = open(service, null)) {
            assertThat(next(stream)).startsWith("hello");
            long begin = System.nanoTime();
            service.close();
            // The server gives requests five seconds to end; a stream that it waited for would take them all.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
            assertThat(stream.lines()).allMatch(String::isEmpty);
        }
    }

    private BufferedReader open(RunningApi service, @Nullable String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.address() + "/api/v1/stream"))
                .timeout(Duration.ofMinutes(1))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + service.token(Role.VIEWER));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The next event as {@code name data id}. */
    private static String next(BufferedReader stream) {
        String name = "";
        String data = "";
        String id = "";
        try {
            for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data = line.substring(5).strip();
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.isEmpty() && !name.isEmpty()) {
                    return name + " " + data + " " + id;
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        throw new IllegalStateException("the stream ended");
    }

    private static String id(String event) {
        return event.substring(event.lastIndexOf(' ') + 1);
    }
}
