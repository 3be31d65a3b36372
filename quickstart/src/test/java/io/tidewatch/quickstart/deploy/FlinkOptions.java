package io.tidewatch.quickstart.deploy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** Which settings Flink knows. */
final class FlinkOptions {
    private static final List<Class<?>> OWNERS = List.of(
            CheckpointingOptions.class,
            CoreOptions.class,
            ExternalResourceOptions.class,
            HeartbeatManagerOptions.class,
            HighAvailabilityOptions.class,
            JobManagerOptions.class,
            MetricOptions.class,
            PipelineOptions.class,
            RestOptions.class,
            RestartStrategyOptions.class,
            StateBackendOptions.class,
            TaskManagerOptions.class,
            WebOptions.class);

    /** Names that a deployment chooses stand in these, or they are of a plugin, a state backend or the operator. */
    private static final List<String> OPEN = List.of(
            "metrics.reporter.", "external-resource.gpu.", "s3.", "state.backend.rocksdb.", "kubernetes.operator.");

    private FlinkOptions() {}

    static Set<String> unknownIn(Collection<String> keys) {
        Set<String> known = known();
        Set<String> unknown = new TreeSet<>();
        for (String key : keys) {
            if (!known.contains(key) && OPEN.stream().noneMatch(key::startsWith)) {
                unknown.add(key);
            }
        }
        return unknown;
    }

    private static Set<String> known() {
        Set<String> known = new HashSet<>();
        for (Class<?> owner : OWNERS) {
            for (Field field : owner.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
                    try {
                        known.add(((ConfigOption<?>) field.get(null)).key());
                    } catch (IllegalAccessException e) {
                        throw new AssertionError("a public constant can be read", e);
                    }
                }
            }
        }
        return known;
    }
}
