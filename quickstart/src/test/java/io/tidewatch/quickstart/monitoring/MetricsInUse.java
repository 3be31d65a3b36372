package io.tidewatch.quickstart.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.job.metrics.MetricNames;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which metrics an expression names, and which there are. */
final class MetricsInUse {
    /** Flink's, the JVM's, the connection pool's and Prometheus' own. */
    private static final Set<String> OF_OTHERS = Set.of(
            "ALERTS",
            "up",
            "flink_jobmanager_numRunningJobs",
            "flink_jobmanager_numRegisteredTaskManagers",
            "flink_jobmanager_job_numRestarts",
            "flink_jobmanager_job_numberOfCompletedCheckpoints",
            "flink_jobmanager_job_numberOfFailedCheckpoints",
            "flink_jobmanager_job_lastCheckpointDuration",
            "flink_jobmanager_job_lastCheckpointSize",
            "flink_jobmanager_job_lastCheckpointFullSize",
            "flink_taskmanager_Status_JVM_CPU_Load",
            "flink_taskmanager_Status_JVM_GarbageCollector_All_Time",
            "flink_taskmanager_Status_JVM_Memory_Heap_Used",
            "flink_taskmanager_job_task_backPressuredTimeMsPerSecond",
            "flink_taskmanager_job_task_busyTimeMsPerSecond",
            "flink_taskmanager_job_task_operator_currentInputWatermark",
            "flink_taskmanager_job_task_operator_pendingRecords",
            "hikaricp_connections_active",
            "hikaricp_connections_pending",
            "jvm_memory_used_bytes");

    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
    /** What groups by or joins on labels, and what picks series by them. */
    private static final Pattern LABELS = Pattern.compile("\\b(?:by|on|without|ignoring)\\s*\\([^)]*\\)|\\{[^}]*}");

    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]|\\boffset\\s+\\w+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_:][\\w:]*(?!\\s*\\(|[\\w:])");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool");

    private final Set<String> known = new HashSet<>(OF_OTHERS);

    MetricsInUse(Path root) throws IOException {
        for (String name : constants(MetricNames.class)) {
            known.addAll(Set.of(name, name + "_bucket", name + "_sum", name + "_count"));
        }
        for (String name : constants(DeskMetrics.class)) {
            known.addAll(Set.of(name, name + "_total", name + "_seconds_bucket", name + "_seconds_count"));
        }
        JsonNode rules = new YAMLMapper()
                .readTree(root.resolve("grafana/prometheus/rules/recording.yml").toFile());
        rules.findValuesAsText("record").forEach(known::add);
    }

    /** Names in an expression that no program exports and no rule records. */
    Set<String> unknownIn(String expression) {
        String bare = STRING.matcher(expression).replaceAll("");
        bare = LABELS.matcher(bare).replaceAll("");
        bare = RANGE.matcher(bare).replaceAll("");
        Set<String> unknown = new HashSet<>();
        Matcher names = NAME.matcher(bare);
        while (names.find()) {
            if (!KEYWORDS.contains(names.group()) && !known.contains(names.group())) {
                unknown.add(names.group());
            }
        }
        return unknown;
    }

    private static Set<String> constants(Class<?> owner) {
        Set<String> values = new HashSet<>();
        for (Field field : owner.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                try {
                    values.add((String) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError("a public constant can be read", e);
                }
            }
        }
        return values;
    }
}
