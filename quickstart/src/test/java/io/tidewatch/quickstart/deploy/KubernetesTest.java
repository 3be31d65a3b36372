package io.tidewatch.quickstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.quickstart.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;

class KubernetesTest {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));
    private static final Path FOLDER = ROOT.resolve("deploy/kubernetes");
    /** A secret file of the deployment says these. */
    private static final Map<String, String> IN_SECRETS = Map.of("kafka.bootstrap-servers", "kafka.example.com:9093");

    private final ObjectMapper yaml = new YAMLMapper();
    private final ObjectNode base;
    private final ObjectNode gpu;

    KubernetesTest() throws IOException {
        base = (ObjectNode) yaml.readTree(FOLDER.resolve("base/job.yaml").toFile());
        gpu = merged(
                base.deepCopy(), yaml.readTree(FOLDER.resolve("gpu/job.yaml").toFile()));
    }

    /** As kustomize does it for resources that it knows nothing of: objects are merged, all else is replaced. */
    private static ObjectNode merged(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(field -> {
            JsonNode old = target.get(field.getKey());
            if (old instanceof ObjectNode object && field.getValue().isObject()) {
                merged(object, field.getValue());
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
        return target;
    }

    @Test
    void theOperatorsOwnClassesReadTheDeployment() throws Exception {
        for (ObjectNode file : List.of(base, gpu)) {
            FlinkDeployment deployment = read(file);
            assertThat(deployment.getCRDName()).isEqualTo("flinkdeployments.flink.apache.org");
            assertThat(deployment.getApiVersion())
                    .isEqualTo(file.path("apiVersion").asText())
                    .isEqualTo("flink.apache.org/v1beta1");
            FlinkDeploymentSpec spec = deployment.getSpec();
            assertThat(spec.getJob().getUpgradeMode()).isEqualTo(UpgradeMode.LAST_STATE);
            assertThat(spec.getJobManager().getReplicas()).isEqualTo(2);
            Class.forName(spec.getJob().getEntryClass());
            assertThat(Files.readString(ROOT.resolve("deploy/docker/flink.Dockerfile")))
                    .contains(spec.getJob().getJarURI().replace("local://", " ") + "\n");
            assertThat(spec.getImage()).matches("registry\\.example\\.com/tidewatch/tidewatch-flink(-gpu)?:[\\d.]+");
        }
        assertThat(read(gpu).getSpec().getImage()).contains("-gpu:");
    }

    /** Fields that the classes lack are refused. The newest ones to be had do not know Flink 2 by name yet. */
    private FlinkDeployment read(ObjectNode file) throws IOException {
        String[] version = EnvironmentInformation.getVersion().split("\\.");
        assertThat(file.path("spec").path("flinkVersion").asText()).isEqualTo("v" + version[0] + "_" + version[1]);
        ObjectNode known = file.deepCopy();
        known.withObject("/spec").put("flinkVersion", "v1_20");
        return yaml.copy()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .treeToValue(known, FlinkDeployment.class);
    }

    @Test
    void flinkKnowsEverySettingAndTheyAreThoseOfTheOtherDeployments() throws IOException {
        Map<String, String> settings = read(gpu).getSpec().getFlinkConfiguration();
        assertThat(FlinkOptions.unknownIn(settings.keySet())).isEmpty();

        Map<String, String> expected = new TreeMap<>(GlobalConfiguration.loadConfiguration(
                        ROOT.resolve("deploy/flink").toString())
                .toMap());
        // Addresses and sizes are the operator's; the state is in object storage.
        expected.keySet()
                .removeIf(key -> key.matches("(jobmanager|rest|parallelism)\\..*|.*bind-host|.*\\.process\\.size"
                        + "|execution\\.checkpointing\\.(dir|savepoint-dir)"));
        assertThat(read(base).getSpec().getFlinkConfiguration()).containsAllEntriesOf(expected);
        assertThat(settings.get("high-availability.type")).isEqualTo("kubernetes");
        assertThat(settings)
                .extractingByKeys(
                        "high-availability.storageDir",
                        "execution.checkpointing.dir",
                        "execution.checkpointing.savepoint-dir")
                .allMatch(folder -> folder.startsWith("s3://"));
    }

    @Test
    void theJobTakesItsArguments() throws IOException {
        for (ObjectNode file : List.of(base, gpu)) {
            Map<String, String> settings =
                    ComposeFile.settings(List.of(read(file).getSpec().getJob().getArgs()));
            settings.putAll(IN_SECRETS);

            JobConfig config = JobConfig.from(settings);

            String model = file == base ? ComposeTest.currentModel() : "fp16";
            assertThat(config.inference().bundle()).isEqualTo("/opt/tidewatch/onnx-models/" + model);
        }
    }

    @Test
    void theServiceTakesItsArgumentsAndIsAskedWhereItAnswers() throws IOException {
        JsonNode container = alerting()
                .path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .path(0);
        Map<String, String> settings = ComposeFile.settings(ComposeFile.texts(container.path("args")));
        settings.putAll(IN_SECRETS);

        DeskConfig config = DeskConfig.from(settings);

        assertThat(config.http().isSecure()).isTrue();
        assertThat(container.path("ports").path(0).path("containerPort").asInt())
                .isEqualTo(config.http().port());
        String routes = Files.readString(ROOT.resolve("alerting/src/main/resources/openapi.yaml"));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(routes)
                    .contains(container.path(probe).path("httpGet").path("path").asText() + ":");
        }
    }

    @Test
    void kubernetesOwnClassesReadTheOtherResources() throws IOException {
        ObjectMapper strict = yaml.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        Map<String, Class<? extends HasMetadata>> kinds = Map.of(
                "Namespace", Namespace.class,
                "Deployment", Deployment.class,
                "Service", Service.class,
                "NetworkPolicy", NetworkPolicy.class);
        List<String> read = new ArrayList<>();
        for (String file : List.of("namespace", "alerting", "network-policies")) {
            for (JsonNode document : documents("base/" + file + ".yaml")) {
                Class<? extends HasMetadata> kind =
                        kinds.get(document.path("kind").asText());
                HasMetadata resource = strict.treeToValue(document, kind);
                // The oldest group has no name, and the class puts the slash before the version all the same.
                String version = HasMetadata.getApiVersion(kind).replaceFirst("^/", "");
                assertThat(resource.getApiVersion()).isEqualTo(version);
                read.add(resource.getKind());
            }
        }
        assertThat(read).containsExactly("Namespace", "Deployment", "Service", "NetworkPolicy", "NetworkPolicy");
    }

    @Test
    void kustomizeMakesOfTheFilesWhatIsTestedHere() throws Exception {
        assumeTrue(Programs.isInstalled("kubectl"), "there is no kubectl on the PATH");
        for (String part : List.of("base", "gpu")) {
            String output = Programs.run(FOLDER, "kubectl", "kustomize", part);
            List<JsonNode> made = new ArrayList<>();
            try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(output)) {
                documents.forEachRemaining(made::add);
            }
            assertThat(made).hasSize(8).allMatch(KubernetesTest::isNamedWithItsNamespace);
            JsonNode job = made.stream()
                    .filter(document -> document.path("kind").asText().equals("FlinkDeployment"))
                    .findFirst()
                    .orElseThrow();
            assertThat(job.path("spec")).isEqualTo((part.equals("gpu") ? gpu : base).path("spec"));
            assertThat(made.toString()).contains("\"registry.example.com/tidewatch/tidewatch-desk:0.1.0\"");
        }
    }

    private static boolean isNamedWithItsNamespace(JsonNode document) {
        JsonNode metadata = document.path("metadata");
        String place = document.path("kind").asText().equals("Namespace") ? "name" : "namespace";
        return metadata.path(place).asText().equals("tidewatch");
    }

    @Test
    void noPodRunsAsRootOrMayBecomeIt() throws IOException {
        List<JsonNode> pods = List.of(
                base.path("spec").path("podTemplate").path("spec"),
                alerting().path("spec").path("template").path("spec"));
        for (JsonNode pod : pods) {
            assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean())
                    .isTrue();
            assertThat(pod.path("securityContext")
                            .path("seccompProfile")
                            .path("type")
                            .asText())
                    .isEqualTo("RuntimeDefault");
            for (JsonNode container : pod.path("containers")) {
                JsonNode context = container.path("securityContext");
                assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(ComposeFile.texts(context.path("capabilities").path("drop")))
                        .containsExactly("ALL");
            }
        }
    }

    @Test
    void everyResourceThatIsListedIsThereAndEveryFileIsListed() throws IOException {
        for (String part : List.of("base", "gpu")) {
            Path folder = FOLDER.resolve(part);
            JsonNode kustomization =
                    yaml.readTree(folder.resolve("kustomization.yaml").toFile());
            List<String> listed = new ArrayList<>(ComposeFile.texts(kustomization.path("resources")));
            kustomization
                    .path("patches")
                    .forEach(patch -> listed.add(patch.path("path").asText()));
            assertThat(listed).isNotEmpty().allMatch(path -> Files.exists(folder.resolve(path)));
            try (var files = Files.list(folder)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .allMatch(file -> file.equals("kustomization.yaml") || listed.contains(file));
            }
        }
    }

    @Test
    void monitorsFindTheirPodsAndNameMetricsAsPrometheusDoes() throws IOException {
        List<JsonNode> monitors = documents("base/monitors.yaml");
        JsonNode endpoint =
                monitors.get(0).path("spec").path("podMetricsEndpoints").path(0);
        JsonNode port = base.path("spec")
                .path("podTemplate")
                .path("spec")
                .path("containers")
                .path(0)
                .path("ports")
                .path(0);
        assertThat(port.path("name").asText()).isEqualTo(endpoint.path("port").asText());
        JsonNode prometheus =
                yaml.readTree(ROOT.resolve("grafana/prometheus/prometheus.yml").toFile());
        assertThat(endpoint.path("metricRelabelings").findValuesAsText("regex"))
                .isEqualTo(prometheus
                        .path("scrape_configs")
                        .path(0)
                        .path("metric_relabel_configs")
                        .findValuesAsText("regex"));
        assertThat(monitors.get(1).path("spec").path("selector").path("matchLabels"))
                .isEqualTo(
                        documents("base/alerting.yaml").get(1).path("metadata").path("labels"));
    }

    private JsonNode alerting() throws IOException {
        return documents("base/alerting.yaml").get(0);
    }

    private List<JsonNode> documents(String file) throws IOException {
        try (var documents = yaml.readerFor(JsonNode.class)
                .<JsonNode>readValues(FOLDER.resolve(file).toFile())) {
            return documents.readAll();
        }
    }
}
