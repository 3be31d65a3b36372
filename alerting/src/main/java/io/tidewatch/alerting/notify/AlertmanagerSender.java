package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.store.Json;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.events.AlertState;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Posts to Prometheus Alertmanager's API, version 2. A resolved alert has an end; the others end by its own timeout. */
final class AlertmanagerSender implements ChannelSender {
    private static final String PATH = "/api/v2/alerts";

    private final HttpPost http;

    AlertmanagerSender(HttpPost http) {
        this.http = http;
    }

    @Override
    public void send(Notice notice, String target, String secret) throws IOException, InterruptedException {
        AlertSummary alert = notice.alert();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("alertname", "TidewatchAlert");
        labels.put("severity", notice.severity().name().toLowerCase(Locale.ROOT));
        labels.put("kind", alert.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        labels.put("key", alert.key().text());
        labels.put("alert_id", alert.id());
        Map<String, Object> posted = new LinkedHashMap<>();
        posted.put("labels", labels);
        posted.put("annotations", Map.of("summary", notice.title(), "description", notice.text()));
        posted.put("startsAt", alert.surgeStart());
        if (notice.state() == AlertState.RESOLVED) {
            posted.put("endsAt", endOf(alert));
        }
        posted.put("generatorURL", notice.link());
        String base = target.endsWith("/") ? target.substring(0, target.length() - 1) : target;
        http.post(URI.create(base.endsWith(PATH) ? base : base + PATH), Json.write(List.of(posted)), Map.of());
    }

    private static Instant endOf(AlertSummary alert) {
        return alert.windowEnd();
    }
}
