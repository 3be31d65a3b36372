package io.tidewatch.quickstart.cli;

import picocli.CommandLine.Option;

/** Where Kafka is. */
final class KafkaOption {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Of Kafka; default: ${DEFAULT-VALUE}.")
    private String bootstrapServers = "localhost:9092";

    String bootstrapServers() {
        return bootstrapServers;
    }
}
