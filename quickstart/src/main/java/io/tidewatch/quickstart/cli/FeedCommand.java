package io.tidewatch.quickstart.cli;

import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.replay.Feeder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "feed",
        description = {
            "Sends recorded streams to a running Kafka, for a job that runs elsewhere to read.",
            "",
            "Each message keeps its time as the record's time stamp. 'replay' runs broker and job itself instead."
        })
final class FeedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recorded streams, .jsonl or .jsonl.gz, each in time order; several are merged by time.")
    private List<Path> files = List.of();

    @Option(
            names = "--speed",
            paramLabel = "max|N",
            defaultValue = "max",
            description = "Seconds of event time per second, or as fast as can be; default: ${DEFAULT-VALUE}.")
    private String speed = "max";

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Where to; it must be there. Default: ${DEFAULT-VALUE}.")
    private String topic = Topics.RAW.topic();

    @Mixin
    private KafkaOption kafka;

    @Override
    public Integer call() throws Exception {
        Double secondsPerSecond = Speed.parse(spec.commandLine(), speed);
        Feeder feeder = new Feeder(files, null, null);
        long count = feeder.count();
        feeder.feed(kafka.bootstrapServers(), topic, partitions(), secondsPerSecond, sent -> {});
        spec.commandLine().getOut().printf(Locale.ROOT, "Sent %,d messages to %s%n", count, topic);
        return 0;
    }

    private int partitions() throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .mapToInt(description -> description.partitions().size())
                    .sum();
        } catch (ExecutionException e) {
            throw new IOException("Kafka at " + kafka.bootstrapServers() + " has no topic " + topic, e);
        }
    }
}
