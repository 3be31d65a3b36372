package io.tidewatch.quickstart.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks a Prometheus what every panel of every dashboard asks. */
public final class LiveQueries {
    /** Metrics of which a cluster that only scores messages has no figures, each with the reason. */
    private static final List<Pending> PENDING = List.of(
            new Pending("tidewatch_desk_first_look_delay_seconds", "nobody looks at an alert"),
            new Pending("tidewatch_desk_notifications", "no channel is set up"),
            new Pending("tidewatch_shadow_compared", "no model runs in shadow"));

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI prometheus;
    private final List<Dashboards.Query> queries;

    private record Pending(String metric, String reason) {}

    /** @param root the project's folder */
    public LiveQueries(URI prometheus, Path root) throws IOException {
        this.prometheus = prometheus;
        this.queries = Dashboards.queries(root);
    }

    /** Queries that return no number although they should, and those that do although they are listed as pending. */
    public List<String> unexpected() throws IOException, InterruptedException {
        List<String> unexpected = new ArrayList<>();
        for (Dashboards.Query query : queries) {
            boolean answered = hasNumber(query.expression());
            List<Pending> pending = PENDING.stream()
                    .filter(each -> query.expression().contains(each.metric()))
                    .toList();
            if (pending.isEmpty() && !answered) {
                unexpected.add(query.panel() + " shows nothing: " + query.expression());
            } else if (!pending.isEmpty() && answered) {
                unexpected.add(query.panel() + " shows something, so take it off the list of what is pending ("
                        + pending.get(0).reason() + "): " + query.expression());
            }
        }
        return unexpected;
    }

    private boolean hasNumber(String expression) throws IOException, InterruptedException {
        URI uri = prometheus.resolve("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        String body = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        JsonNode answer = EventJson.mapper().readTree(body);
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError("Prometheus refuses " + expression + ": " + body);
        }
        for (JsonNode series : answer.path("data").path("result")) {
            if (Double.isFinite(
                    Double.parseDouble(series.path("value").path(1).asText().replace("Inf", "Infinity")))) {
                return true;
            }
        }
        return false;
    }
}
