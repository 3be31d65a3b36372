package io.tidewatch.quickstart.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards in {@code grafana/dashboards}, as far as tests ask for them. */
public final class Dashboards {
    private Dashboards() {}

    /** A dashboard's file, whole. */
    record Dashboard(Path file, JsonNode json) {
        List<JsonNode> panels() {
            List<JsonNode> panels = new ArrayList<>();
            json.path("panels").forEach(panel -> {
                if (!panel.path("type").asText().equals("row")) {
                    panels.add(panel);
                }
            });
            return panels;
        }
    }

    /**
     * A query of a panel.
     *
     * @param panel for messages: the dashboard's and the panel's titles
     * @param expression PromQL; variables stand for everything
     */
    public record Query(String panel, String expression) {}

    static List<Dashboard> all(Path root) throws IOException {
        List<Dashboard> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve("grafana/dashboards"))) {
            for (Path file : files.sorted().toList()) {
                all.add(new Dashboard(file, EventJson.mapper().readTree(file.toFile())));
            }
        }
        return all;
    }

    /** Every query of every panel. */
    public static List<Query> queries(Path root) throws IOException {
        List<Query> queries = new ArrayList<>();
        for (Dashboard dashboard : all(root)) {
            for (JsonNode panel : dashboard.panels()) {
                String title = dashboard.json().path("title").asText() + ", "
                        + panel.path("title").asText();
                panel.path("targets")
                        .forEach(target -> queries.add(new Query(
                                title, withoutVariables(target.path("expr").asText()))));
            }
        }
        return queries;
    }

    private static String withoutVariables(String expression) {
        return expression.replaceAll("=~\"\\$\\w+\"", "=~\".*\"");
    }
}
