package io.tidewatch.quickstart.kafka;

import java.io.IOException;

/**
 * The main class of the broker's process: formats the storage, runs Kafka, and ends when its standard input does, so
 * that no broker outlives the process that started it, however that one ended.
 */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) throws Exception {
        String configFile = arguments[0];
        String clusterId = org.apache.kafka.common.Uuid.randomUuid().toString();
        int formatted = kafka.tools.StorageTool.execute(
                new String[] {"format", "--standalone", "--cluster-id", clusterId, "--config", configFile}, System.out);
        if (formatted != 0) {
            System.exit(formatted);
        }
        Thread watcher = new Thread(BrokerProcess::exitWithParent, "exit-with-parent");
        watcher.setDaemon(true);
        watcher.start();
        kafka.Kafka.main(new String[] {configFile});
    }

    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent; only the end of the input matters.
            }
        } catch (IOException e) {
            // The pipe broke: the parent is gone just the same.
        }
        System.exit(0);
    }
}
