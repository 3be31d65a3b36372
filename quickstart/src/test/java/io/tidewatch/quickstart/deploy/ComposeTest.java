package io.tidewatch.quickstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.events.EventJson;
import io.tidewatch.job.config.JobConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

class ComposeTest {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));
    /** They end when their work is done. */
    private static final Set<String> ONE_SHOT = Set.of("topics", "replay");

    private static final Pattern ADDRESS = Pattern.compile("(?<![\\w.])([a-z][a-z0-9-]*):\\d{2,5}\\b");

    private final ComposeFile compose;
    private final ComposeFile gpu;

    ComposeTest() throws IOException {
        compose = new ComposeFile(ROOT.resolve("docker-compose.yml"));
        gpu = new ComposeFile(ROOT.resolve("docker-compose.gpu.yml"));
    }

    @Test
    void bothFilesFollowTheComposeSpecification() throws IOException {
        ObjectNode schema;
        try (InputStream in = Objects.requireNonNull(
                ComposeTest.class.getResourceAsStream("/compose-spec/compose-spec.json"), "the schema is a resource")) {
            schema = (ObjectNode) EventJson.mapper().readTree(in);
        }
        // It mixes drafts: its address of the draft is none's, and 'id' became '$id' long before.
        schema.remove("$schema");
        for (JsonNode named : schema.findParents("id")) {
            if (named.path("id").isTextual()) {
                ((ObjectNode) named).remove("id");
            }
        }
        var validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909).getSchema(schema);

        for (ComposeFile file : List.of(compose, gpu)) {
            ObjectNode content = file.json().deepCopy();
            // Newer than this edition of the schema.
            content.remove("name");
            assertThat(validator.validate(content)).isEmpty();
        }
        ObjectNode wrong = compose.json().deepCopy();
        wrong.remove("name");
        wrong.withObject("/services/kafka").put("helthcheck", "none");
        assertThat(validator.validate(wrong)).isNotEmpty();
    }

    @Test
    void everyServiceIsBoundedWatchedRestartedAndWithoutRoot() {
        compose.services().forEach((name, service) -> {
            assertThat(service.path("user").asText()).as(name).isNotEmpty().doesNotStartWith("0");
            assertThat(ComposeFile.texts(service.path("cap_drop"))).as(name).containsExactly("ALL");
            assertThat(ComposeFile.texts(service.path("security_opt"))).as(name).contains("no-new-privileges:true");
            JsonNode limits = service.path("deploy").path("resources").path("limits");
            assertThat(limits.path("cpus").asDouble()).as(name).isPositive();
            assertThat(limits.path("memory").asText()).as(name).isNotEmpty();
            assertThat(service.path("image").asText()).as(name).matches("[a-z/-]+:v?\\d+\\.\\d+.*");
            assertThat(service.has("healthcheck")).as(name).isEqualTo(!ONE_SHOT.contains(name));
            assertThat(service.path("restart").asText())
                    .as(name)
                    .matches(ONE_SHOT.contains(name) ? "no|on-failure" : "unless-stopped");
            for (String port : ComposeFile.texts(service.path("ports"))) {
                assertThat(port).as(name).startsWith("127.0.0.1:");
            }
        });
    }

    @Test
    void noSecretStandsInTheFiles() throws IOException {
        compose.services().forEach((name, service) -> {
            service.path("environment")
                    .fieldNames()
                    .forEachRemaining(variable -> assertThat(variable)
                            .as(name)
                            .doesNotMatch("(?i).*(password|secret|token)(?!_{1,2}FILE).*"));
            assertThat(ComposeFile.texts(service.path("command")))
                    .as(name)
                    .noneMatch(argument -> argument.matches("--.*(password|secret).*"));
            for (String secret : ComposeFile.texts(service.path("secrets"))) {
                assertThat(compose.json().path("secrets").has(secret))
                        .as(secret)
                        .isTrue();
            }
        });
        compose.json()
                .path("secrets")
                .forEach(secret -> assertThat(secret.path("file").asText()).startsWith("./deploy/secrets/"));
        assertThat(Files.readAllLines(ROOT.resolve(".gitignore"))).contains("deploy/secrets/", ".env");
    }

    @Test
    void everyFileThatIsMountedOrBuiltFromIsThere() {
        assertThat(compose.localPaths()).hasSizeGreaterThan(10).allMatch(path -> Files.exists(ROOT.resolve(path)));
        assertThat(gpu.localPaths()).isNotEmpty().allMatch(path -> Files.exists(ROOT.resolve(path)));
        Set<String> volumes = new HashSet<>();
        compose.services()
                .values()
                .forEach(service -> ComposeFile.texts(service.path("volumes")).stream()
                        .map(volume -> volume.substring(0, volume.indexOf(':')))
                        .filter(source -> !source.startsWith("."))
                        .forEach(volumes::add));
        List<String> declared = new ArrayList<>();
        compose.json().path("volumes").fieldNames().forEachRemaining(declared::add);
        assertThat(volumes).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void everyVariableIsExplainedWithItsDefault() throws IOException {
        Properties example = new Properties();
        try (InputStream in = Files.newInputStream(ROOT.resolve(".env.example"))) {
            example.load(in);
        }
        Map<String, String> variables = compose.variables();
        variables.putAll(gpu.variables());
        assertThat(variables).containsExactlyInAnyOrderEntriesOf(stringsOf(example));
    }

    private static Map<String, String> stringsOf(Properties properties) {
        Map<String, String> strings = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> strings.put(name, properties.getProperty(name)));
        return strings;
    }

    @Test
    void everyHostInAConfigurationIsAService() throws IOException {
        List<Path> files = List.of(
                ROOT.resolve("deploy/kafka/server.properties"),
                ROOT.resolve("deploy/tidewatch.properties"),
                ROOT.resolve("grafana/provisioning/datasources/prometheus.yml"),
                ROOT.resolve("grafana/prometheus/targets/compose.json"),
                ROOT.resolve("grafana/prometheus/alertmanagers/compose.yml"));
        Set<String> services = new HashSet<>(compose.services().keySet());
        services.add("localhost");
        for (Path file : files) {
            assertThat(hosts(Files.readString(file)))
                    .as(file.toString())
                    .isNotEmpty()
                    .isSubsetOf(services);
        }
        compose.services().forEach((name, service) -> {
            assertThat(hosts(String.join(" ", compose.command(name)))).as(name).isSubsetOf(services);
            service.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(other -> assertThat(services).contains(other));
            String network = service.path("network_mode").asText();
            assertThat(network.isEmpty() || services.contains(network.replace("service:", "")))
                    .isTrue();
        });
    }

    private static Set<String> hosts(String text) {
        Set<String> hosts = new HashSet<>();
        for (Matcher address = ADDRESS.matcher(text); address.find(); ) {
            hosts.add(address.group(1));
        }
        return hosts;
    }

    @Test
    void flinkTakesItsConfigurationAndFitsIntoItsContainers() {
        Configuration overrides = new Configuration();
        compose.service("jobmanager")
                .path("environment")
                .path("FLINK_PROPERTIES")
                .asText()
                .lines()
                .map(line -> line.split(":\\s*", 2))
                .forEach(pair -> overrides.setString(pair[0], pair[1]));
        assertThat(FlinkOptions.unknownIn(overrides.keySet())).isEmpty();
        Configuration flink = GlobalConfiguration.loadConfiguration(
                ROOT.resolve("deploy/flink").toString(), overrides);

        assertThat(compose.services()).containsKey(flink.get(JobManagerOptions.ADDRESS));
        assertThat(flink.get(RestOptions.BIND_ADDRESS)).isEqualTo("0.0.0.0");
        assertThat(limit("jobmanager")).isGreaterThan(flink.get(JobManagerOptions.TOTAL_PROCESS_MEMORY));
        for (String taskManager : List.of("taskmanager-1", "taskmanager-2")) {
            assertThat(limit(taskManager)).isGreaterThan(flink.get(TaskManagerOptions.TOTAL_PROCESS_MEMORY));
        }
    }

    private MemorySize limit(String service) {
        return MemorySize.parse(compose.service(service)
                .path("deploy")
                .path("resources")
                .path("limits")
                .path("memory")
                .asText()
                .replace("M", "m"));
    }

    @Test
    void theJobTakesItsArguments() throws Exception {
        for (ComposeFile file : List.of(compose, gpu)) {
            List<String> command = file.command("jobmanager");
            assertThat(command.get(0)).isEqualTo("--job-classname");
            Class.forName(command.get(1));
            assertThat(command.subList(2, 4)).containsExactly("--settings", "/opt/tidewatch/tidewatch.properties");

            JobConfig config = JobConfig.from(ComposeFile.settings(
                    ROOT.resolve("deploy/tidewatch.properties"), command.subList(2, command.size())));

            String models = "/opt/tidewatch/onnx-models/";
            if (file == compose) {
                assertThat(config.inference().bundle()).isEqualTo(models + currentModel());
            } else {
                assertThat(config.inference().bundle()).startsWith(models);
            }
        }
    }

    /** Which of the released models is to run. */
    static String currentModel() throws IOException {
        return EventJson.mapper()
                .readTree(ROOT.resolve("onnx-models/registry.json").toFile())
                .path("current")
                .asText();
    }

    @Test
    void theBrokerTakesItsConfigurationAndCallsItselfAsTheOthersDo() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(ROOT.resolve("deploy/kafka/server.properties"))) {
            properties.load(in);
        }
        AbstractKafkaConfig config = KafkaConfig.fromProps(properties);

        assertThat(properties.stringPropertyNames())
                .allMatch(name -> KafkaConfig.configNames().contains(name));
        assertThat(properties.getProperty("advertised.listeners")).isEqualTo("PLAINTEXT://kafka:9092");
        assertThat(ComposeFile.texts(compose.service("kafka").path("volumes")))
                .contains("kafka-data:" + config.getList("log.dirs").get(0));
        Properties job = new Properties();
        try (InputStream in = Files.newInputStream(ROOT.resolve("deploy/tidewatch.properties"))) {
            job.load(in);
        }
        Map<String, String> settings = new TreeMap<>();
        job.stringPropertyNames().forEach(name -> settings.put(name, job.getProperty(name)));
        assertThat(JobConfig.from(settings).kafka().transactionTimeout().toMillis())
                .isLessThan(config.getInt("transaction.max.timeout.ms"));
    }

    @Test
    void theImageOfTheGpuHasWhatTheHealthCheckCalls() throws IOException {
        assertThat(ComposeFile.texts(
                        compose.service("taskmanager-1").path("healthcheck").path("test")))
                .anyMatch(command -> command.startsWith("wget "));
        // Flink's own image brings it, NVIDIA's does not.
        assertThat(Files.readString(ROOT.resolve("deploy/docker/flink-gpu.Dockerfile")))
                .containsPattern("apt-get install [^&]* wget ");
    }

    @Test
    void theServiceTakesItsArgumentsAndListensBehindItsProxyOnly() throws IOException {
        Map<String, String> settings = ComposeFile.settings(compose.command("alerting"));
        settings.put("database.password", "of the secret file");

        DeskConfig config = DeskConfig.from(settings);

        assertThat(config.http().isSecure()).isTrue();
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.database().url()).startsWith("jdbc:postgresql:");
        assertThat(compose.service("proxy").path("network_mode").asText()).isEqualTo("service:alerting");
        assertThat(Files.readString(ROOT.resolve("deploy/docker/Caddyfile")))
                .contains("reverse_proxy 127.0.0.1:" + config.http().port());
        assertThat(Files.readString(ROOT.resolve("grafana/prometheus/targets/compose.json")))
                .contains("alerting:9464");
    }
}
