package io.tidewatch.quickstart.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tidewatch.quickstart.monitoring.Dashboards.Dashboard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardsTest {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));

    @Test
    void everyPanelSaysWhatItShowsInWhichUnitAndFromWhereOnItIsBad() throws IOException {
        assertThat(Dashboards.all(ROOT)).hasSize(4);
        for (Dashboard dashboard : Dashboards.all(ROOT)) {
            for (JsonNode panel : dashboard.panels()) {
                String name = dashboard.file().getFileName() + ", " + panel.path("title");
                JsonNode defaults = panel.path("fieldConfig").path("defaults");
                assertThat(panel.path("title").asText()).as(name).isNotBlank();
                assertThat(panel.path("description").asText()).as(name).endsWith(".");
                assertThat(defaults.path("unit").asText()).as(name).isNotBlank();
                assertThat(defaults.path("thresholds").path("steps")).as(name).isNotEmpty();
                assertThat(panel.path("targets")).as(name).isNotEmpty();
            }
        }
    }

    @Test
    void everyMetricInAQueryExists() throws IOException {
        MetricsInUse metrics = new MetricsInUse(ROOT);
        for (Dashboards.Query query : Dashboards.queries(ROOT)) {
            assertThat(metrics.unknownIn(query.expression())).as(query.panel()).isEmpty();
        }
        for (Dashboard dashboard : Dashboards.all(ROOT)) {
            for (JsonNode annotation : dashboard.json().path("annotations").path("list")) {
                assertThat(metrics.unknownIn(annotation.path("expr").asText())).isEmpty();
            }
        }
        assertThat(metrics.unknownIn("sum by (le) (rate(tidewatch_nothing[5m])) > 0"))
                .containsExactly("tidewatch_nothing");
    }

    @Test
    void panelsDoNotOverlapAndDashboardsAndPanelsHaveIdsOfTheirOwn() throws IOException {
        List<String> uids = new ArrayList<>();
        for (Dashboard dashboard : Dashboards.all(ROOT)) {
            uids.add(dashboard.json().path("uid").asText());
            List<String> ids = new ArrayList<>();
            List<String> cells = new ArrayList<>();
            for (JsonNode panel : dashboard.panels()) {
                ids.add(panel.path("id").asText());
                JsonNode place = panel.path("gridPos");
                for (int x = 0; x < place.path("w").asInt(); x++) {
                    for (int y = 0; y < place.path("h").asInt(); y++) {
                        int column = place.path("x").asInt() + x;
                        assertThat(column).isLessThan(24);
                        cells.add(column + "," + (place.path("y").asInt() + y));
                    }
                }
            }
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(cells).as(dashboard.file().toString()).doesNotHaveDuplicates();
        }
        assertThat(uids).doesNotHaveDuplicates();
    }

    @Test
    void dashboardsAskTheDatasourceThatIsProvisioned() throws IOException {
        String provisioned = new YAMLMapper()
                .readTree(ROOT.resolve("grafana/provisioning/datasources/prometheus.yml")
                        .toFile())
                .path("datasources")
                .path(0)
                .path("uid")
                .asText();

        for (Dashboard dashboard : Dashboards.all(ROOT)) {
            for (JsonNode source : dashboard.json().findValues("datasource")) {
                assertThat(source.path("uid").asText())
                        .as(dashboard.file().toString())
                        .isEqualTo(provisioned);
            }
        }
    }
}
