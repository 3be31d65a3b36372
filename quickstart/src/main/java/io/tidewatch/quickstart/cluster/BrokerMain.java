package io.tidewatch.quickstart.cluster;

import kafka.tools.StorageTool;

/**
 * The main class of the cluster's broker: formats the storage if that was not done, and runs Kafka. Arguments: the
 * properties file and the cluster's id.
 */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] arguments) {
        String configFile = arguments[0];
        int formatted = StorageTool.execute(
                new String[] {"format", "--ignore-formatted", "--cluster-id", arguments[1], "--config", configFile},
                System.out);
        if (formatted != 0) {
            System.exit(formatted);
        }
        kafka.Kafka.main(new String[] {configFile});
    }
}
