package io.tidewatch.quickstart.cluster;

import io.tidewatch.quickstart.FreePort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a cluster's processes answer. Chosen once: a process that starts again is found where it was.
 *
 * @param broker Kafka's, for clients
 * @param controller Kafka's, for itself
 * @param rpc the JobManager's, for TaskManagers
 * @param rest the JobManager's, for people and programs
 * @param jobManagerMetrics for Prometheus
 * @param taskManagerMetrics one for each TaskManager
 */
public record ClusterPorts(
        int broker,
        int controller,
        int rpc,
        int rest,
        int jobManagerMetrics,
        List<Integer> taskManagerMetrics,
        int prometheus,
        int desk) {
    public ClusterPorts {
        taskManagerMetrics = List.copyOf(taskManagerMetrics);
    }

    static ClusterPorts free(int taskManagers) throws IOException {
        List<Integer> taskManagerMetrics = new ArrayList<>();
        for (int i = 0; i < taskManagers; i++) {
            taskManagerMetrics.add(FreePort.find());
        }
        return new ClusterPorts(
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                taskManagerMetrics,
                FreePort.find(),
                FreePort.find());
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + broker;
    }
}
