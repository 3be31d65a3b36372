package io.tidewatch.quickstart.cluster;

import io.tidewatch.quickstart.FreePort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a cluster's processes answer. Chosen once: a process that starts again is found where it was.
 *
 * @param brokers Kafka's, for clients
 * @param controllers Kafka's, for itself; one for each broker
 * @param rpc the JobManager's, for TaskManagers
 * @param rest the JobManager's, for people and programs
 * @param jobManagerMetrics for Prometheus
 * @param taskManagerMetrics one for each TaskManager
 */
public record ClusterPorts(
        List<Integer> brokers,
        List<Integer> controllers,
        int rpc,
        int rest,
        int jobManagerMetrics,
        List<Integer> taskManagerMetrics,
        int prometheus,
        int desk) {
    public ClusterPorts {
        brokers = List.copyOf(brokers);
        controllers = List.copyOf(controllers);
        taskManagerMetrics = List.copyOf(taskManagerMetrics);
    }

    static ClusterPorts free(ClusterOptions options) throws IOException {
        return new ClusterPorts(
                several(options.brokers()),
                several(options.brokers()),
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                several(options.taskManagers()),
                FreePort.find(),
                FreePort.find());
    }

    private static List<Integer> several(int number) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            ports.add(FreePort.find());
        }
        return ports;
    }

    public String bootstrapServers() {
        return brokers.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }
}
