package io.tidewatch.quickstart.cluster.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.quickstart.cluster.ClusterProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;

/** The alerts that the risk desk's service has stored, read as a browser does. */
final class DeskAlerts {
    private static final String TOKEN = "One-time token, for one sign-in: ";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private final String cookie;

    /** Signs in with the one-time token that the running service printed last. */
    DeskAlerts(ClusterProcess desk) throws IOException {
        address = "http://127.0.0.1:" + desk.port();
        String token = Files.readAllLines(desk.log()).stream()
                .filter(line -> line.startsWith(TOKEN))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IOException("the service has printed no token"))
                .substring(TOKEN.length());
        HttpResponse<String> signedIn = send(HttpRequest.newBuilder(URI.create(address + "/api/v1/session"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + token + "\"}")));
        String given = signedIn.headers()
                .firstValue("Set-Cookie")
                .orElseThrow(() -> new IOException("the service let nobody in: " + signedIn.body()));
        cookie = given.substring(0, given.indexOf(';'));
    }

    Set<String> ids() throws IOException {
        Set<String> ids = new TreeSet<>();
        String cursor = "";
        do {
            JsonNode page = EventJson.mapper()
                    .readTree(send(HttpRequest.newBuilder(URI.create(address + "/api/v1/alerts?limit=200" + cursor))
                                    .header("Cookie", cookie))
                            .body());
            page.path("items").forEach(alert -> ids.add(alert.path("id").asText()));
            cursor = page.path("nextCursor").isTextual()
                    ? "&cursor=" + page.path("nextCursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        return ids;
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
