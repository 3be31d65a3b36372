package io.tidewatch.quickstart.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * JobManager and TaskManagers, from {@code deploy/flink/config.yaml}. Memory is divided by Flink's own code, as its start
 * scripts do it.
 */
final class FlinkProcesses {
    static final String JOB_MANAGER = "jobmanager";
    static final String TASK_MANAGER = "taskmanager-";
    private static final String CHECKPOINTS = "execution.checkpointing.dir";

    private final ClusterFiles files;
    private final ClusterPorts ports;
    private final Map<String, String> overrides = new LinkedHashMap<>();

    /** @param settings see {@link ClusterOptions#flink} */
    FlinkProcesses(ClusterFiles files, ClusterPorts ports, Map<String, String> settings) {
        this.files = files;
        this.ports = ports;
        overrides.put("jobmanager.rpc.port", String.valueOf(ports.rpc()));
        overrides.put("rest.port", String.valueOf(ports.rest()));
        overrides.put("web.submit.enable", "true");
        overrides.put("taskmanager.host", "localhost");
        overrides.put("web.upload.dir", folder("upload").toString());
        overrides.put("io.tmp.dirs", folder("tmp").toString());
        overrides.put(CHECKPOINTS, folder("checkpoints").toUri().toString());
        overrides.put(
                "execution.checkpointing.savepoint-dir",
                folder("savepoints").toUri().toString());
        overrides.putAll(settings);
    }

    /** Where jobs leave their checkpoints. */
    Path checkpoints() {
        return Path.of(URI.create(Objects.requireNonNull(overrides.get(CHECKPOINTS))));
    }

    private Path folder(String name) {
        return files.folder().resolve(name);
    }

    ClusterProcess startJobManager(ProcessStarter starter) throws IOException {
        int metricsPort = ports.jobManagerMetrics();
        Configuration config = config(metricsPort);
        JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(config);
        return start(
                starter,
                JOB_MANAGER,
                ports.rest(),
                metricsPort,
                JobManagerProcessUtils.generateJvmParametersStr(memory, config),
                StandaloneSessionClusterEntrypoint.class,
                JobManagerProcessUtils.generateDynamicConfigsStr(memory));
    }

    /** @param number counted from 1 */
    ClusterProcess startTaskManager(ProcessStarter starter, int number) throws IOException {
        int metricsPort = ports.taskManagerMetrics().get(number - 1);
        TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(config(metricsPort));
        return start(
                starter,
                TASK_MANAGER + number,
                metricsPort,
                metricsPort,
                ProcessMemoryUtils.generateJvmParametersStr(memory),
                TaskManagerRunner.class,
                TaskExecutorProcessUtils.generateDynamicConfigsStr(memory));
    }

    private ClusterProcess start(
            ProcessStarter starter,
            String name,
            int port,
            int metricsPort,
            String jvmOptions,
            Class<?> main,
            String memorySizes)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessStarter.java());
        command.addAll(words(jvmOptions));
        command.addAll(words(config(metricsPort).get(CoreOptions.FLINK_JVM_OPTIONS)));
        command.add("-Dlog4j.configurationFile=" + files.flinkConfig().resolve("log4j-console.properties"));
        command.add(main.getName());
        command.add("--configDir");
        command.add(files.flinkConfig().toString());
        dynamic(metricsPort).forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(words(memorySizes));
        return starter.start(
                name,
                port,
                // Keeps the tokenizer library from looking for a CUDA build to download.
                Map.of("CLASSPATH", files.flinkClassPath(), "RUST_FLAVOR", "cpu"),
                command);
    }

    private Configuration config(int metricsPort) {
        return GlobalConfiguration.loadConfiguration(
                files.flinkConfig().toString(), Configuration.fromMap(dynamic(metricsPort)));
    }

    private Map<String, String> dynamic(int metricsPort) {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.put("metrics.reporter.prom.port", String.valueOf(metricsPort));
        return all;
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
