package io.tidewatch.quickstart.cluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a cluster is started with.
 *
 * @param taskManagers how many; a cluster that is there already keeps its number
 * @param modelBundle the folder of the model that scores
 * @param job settings beside {@code deploy/tidewatch.properties}
 * @param broker settings beside {@code deploy/kafka/server.properties}; where the broker has a value already, as of
 *     {@code listeners}, they lengthen it
 * @param flink settings in place of those in {@code deploy/flink/config.yaml}
 * @param desk settings of the risk desk's service
 */
public record ClusterOptions(
        int taskManagers,
        Path modelBundle,
        Map<String, String> job,
        Map<String, String> broker,
        Map<String, String> flink,
        Map<String, String> desk) {
    public ClusterOptions {
        job = Map.copyOf(job);
        broker = Map.copyOf(broker);
        flink = Map.copyOf(flink);
        desk = Map.copyOf(desk);
    }

    public ClusterOptions(int taskManagers, Path modelBundle, Map<String, String> job) {
        this(taskManagers, modelBundle, job, Map.of(), Map.of(), Map.of());
    }
}
