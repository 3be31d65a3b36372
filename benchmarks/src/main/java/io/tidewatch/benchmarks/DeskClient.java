package io.tidewatch.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A browser that is signed in at the risk desk's service. */
final class DeskClient {
    // As browsers speak to the service: each live stream is a connection of its own.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String cookie;
    private final String csrfToken;

    /** @param oneTimeToken that the service gave at its start */
    DeskClient(URI address, String oneTimeToken) throws IOException {
        this.address = address;
        HttpResponse<String> signedIn = send(HttpRequest.newBuilder(URI.create(address + "/api/v1/session"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + oneTimeToken + "\"}")));
        cookie = signedIn.headers()
                .firstValue("Set-Cookie")
                .map(given -> given.substring(0, given.indexOf(';')))
                .orElseThrow(() -> new IOException("the service let nobody in: " + signedIn.body()));
        csrfToken =
                EventJson.mapper().readTree(signedIn.body()).path("csrfToken").asText();
    }

    JsonNode get(String path) throws IOException {
        return EventJson.mapper().readTree(checked(send(request(path))).body());
    }

    void post(String path, String json) throws IOException {
        checked(send(request(path).header("X-CSRF-Token", csrfToken).POST(HttpRequest.BodyPublishers.ofString(json))));
    }

    /** Joins the live stream; its lines are told until the service ends it. */
    CompletableFuture<?> stream(Flow.Subscriber<String> lines) {
        return http.sendAsync(
                request("/api/v1/stream").header("Accept", "text/event-stream").build(),
                HttpResponse.BodyHandlers.fromLineSubscriber(lines));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Cookie", cookie);
    }

    private static HttpResponse<String> checked(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException(
                    "the service answered " + response.statusCode() + " to " + response.uri() + ": " + response.body());
        }
        return response;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the service", e);
        }
    }
}
