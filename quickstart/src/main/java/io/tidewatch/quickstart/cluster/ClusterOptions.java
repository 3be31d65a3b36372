package io.tidewatch.quickstart.cluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a cluster is started with.
 *
 * @param brokers how many; with three or more each topic lies on three of them. A cluster that is there already keeps its
 *     number
 * @param taskManagers how many; likewise
 * @param partitions of {@code news.raw}, and of other topics as {@link io.tidewatch.quickstart.kafka.TopicSetup} has it;
 *     topics that are there already keep theirs
 * @param modelBundle the folder of the model that scores
 * @param job settings beside {@code deploy/tidewatch.properties}
 * @param broker settings beside {@code deploy/kafka/server.properties}; where the broker has a value already, as of
 *     {@code listeners}, they lengthen it
 * @param flink settings in place of those in {@code deploy/flink/config.yaml}
 * @param desk settings of the risk desk's service
 */
public record ClusterOptions(
        int brokers,
        int taskManagers,
        int partitions,
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
        this(1, taskManagers, Cluster.PARTITIONS, modelBundle, job, Map.of(), Map.of(), Map.of());
    }

    public ClusterOptions withBrokers(int number, Map<String, String> settings) {
        return new ClusterOptions(number, taskManagers, partitions, modelBundle, job, settings, flink, desk);
    }

    public ClusterOptions withPartitions(int number) {
        return new ClusterOptions(brokers, taskManagers, number, modelBundle, job, broker, flink, desk);
    }

    public ClusterOptions withModel(Path bundle) {
        return new ClusterOptions(brokers, taskManagers, partitions, bundle, job, broker, flink, desk);
    }

    public ClusterOptions withJob(Map<String, String> settings) {
        return new ClusterOptions(brokers, taskManagers, partitions, modelBundle, settings, broker, flink, desk);
    }

    public ClusterOptions withFlink(Map<String, String> settings) {
        return new ClusterOptions(brokers, taskManagers, partitions, modelBundle, job, broker, settings, desk);
    }

    public ClusterOptions withDesk(Map<String, String> settings) {
        return new ClusterOptions(brokers, taskManagers, partitions, modelBundle, job, broker, flink, settings);
    }
}
