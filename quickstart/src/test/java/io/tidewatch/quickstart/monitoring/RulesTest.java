package io.tidewatch.quickstart.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tidewatch.quickstart.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));
    private static final Path CONFIG = ROOT.resolve("grafana/prometheus");
    private static final Path RUNBOOK = ROOT.resolve("docs/runbook.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]*)(?:#([^)]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

    @Test
    void prometheusTakesTheConfigurationAndTheRules() throws Exception {
        assertThat(promtool("check", "config", "prometheus.yml")).contains("2 rule files found");
        assertThat(promtool("check", "rules", "rules/alerts.yml", "rules/recording.yml"))
                .contains("rules found");
    }

    @Test
    void alertsFireWhenTheyShouldAndOnlyThen() throws Exception {
        assertThat(promtool("test", "rules", "tests/alerts.yml")).contains("SUCCESS");
    }

    @Test
    void everyAlertSaysHowBadItIsWhatItMeansAndWhatToDo() throws IOException {
        Set<String> sections = anchors(RUNBOOK);
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            JsonNode annotations = alert.path("annotations");
            assertThat(alert.path("for").asText()).as(name).isNotEmpty();
            assertThat(alert.path("labels").path("severity").asText()).as(name).isIn("critical", "warning", "info");
            assertThat(annotations.path("summary").asText()).as(name).isNotBlank();
            assertThat(annotations.path("description").asText()).as(name).endsWith(".");
            String section = name.toLowerCase(Locale.ROOT);
            assertThat(annotations.path("runbook_url").asText()).isEqualTo("docs/runbook.md#" + section);
            assertThat(sections).contains(section);
        }
    }

    @Test
    void theRunbookHasNoSectionOfAnAlertThatIsGone() throws IOException {
        Set<String> names = new HashSet<>();
        alerts().forEach(alert -> names.add(alert.path("alert").asText()));

        assertThat(headings(RUNBOOK).stream().filter(heading -> heading.startsWith("Tidewatch")))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void theRunbooksLinksLeadSomewhere() throws IOException {
        for (MatchResult link :
                LINK.matcher(Files.readString(RUNBOOK)).results().toList()) {
            Path file = link.group(1).isEmpty()
                    ? RUNBOOK
                    : RUNBOOK.resolveSibling(link.group(1)).normalize();
            assertThat(file).exists();
            if (link.group(2) != null) {
                assertThat(anchors(file)).contains(link.group(2));
            }
        }
    }

    @Test
    void everyMetricInARuleExists() throws IOException {
        MetricsInUse metrics = new MetricsInUse(ROOT);
        for (JsonNode rule : rules()) {
            assertThat(metrics.unknownIn(rule.path("expr").asText()))
                    .as(rule.toString())
                    .isEmpty();
        }
    }

    private static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts =
                rules().stream().filter(rule -> rule.has("alert")).toList();
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        try (Stream<Path> files = Files.list(CONFIG.resolve("rules"))) {
            for (Path file : files.toList()) {
                new YAMLMapper()
                        .readTree(file.toFile())
                        .path("groups")
                        .forEach(group -> group.path("rules").forEach(rules::add));
            }
        }
        return rules;
    }

    private static List<String> headings(Path file) throws IOException {
        return HEADING.matcher(Files.readString(file))
                .results()
                .map(heading -> heading.group(1))
                .toList();
    }

    /** As the hosts of repositories make them of headings. */
    private static Set<String> anchors(Path file) throws IOException {
        return headings(file).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void alertmanagerTakesItsConfigurationAndSilencesAlertsThatExist() throws Exception {
        Path config = ROOT.resolve("grafana/alertmanager");
        Set<String> names = new HashSet<>();
        alerts().forEach(alert -> names.add(alert.path("alert").asText()));
        List<String> named = Pattern.compile("Tidewatch\\w+")
                .matcher(Files.readString(config.resolve("alertmanager.yml")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(names).containsAll(named);

        assertThat(tool(config, "amtool", "check-config", "alertmanager.yml")).contains("SUCCESS");
    }

    private static String promtool(String... arguments) throws Exception {
        return tool(CONFIG, "promtool", arguments);
    }

    private static String tool(Path folder, String program, String... arguments) throws Exception {
        assumeTrue(
                Programs.isInstalled(program) || System.getenv("CI") != null,
                "there is no " + program + " on the PATH; it comes with Prometheus and Alertmanager");
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return Programs.run(folder, command.toArray(String[]::new));
    }
}
