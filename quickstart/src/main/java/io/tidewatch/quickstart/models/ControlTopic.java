package io.tidewatch.quickstart.models;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.ModelControl;
import io.tidewatch.events.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The commands on {@code model.control}. One program at a time should give them: of two with the same epoch the job
 * follows the first.
 */
public final class ControlTopic {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final String bootstrapServers;
    private final String topic;

    /** @param topic the topic's name, {@code model.control} where a deployment has not chosen another */
    public ControlTopic(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /** All commands that can be read, in their order. */
    public List<ModelControl> commands() throws IOException {
        List<ModelControl> commands = new ArrayList<>();
        TopicScan.read(bootstrapServers, topic, value -> {
            try {
                commands.add(EventJson.read(value, ModelControl.class));
            } catch (UncheckedIOException e) {
                // The job refuses it too.
            }
        });
        return commands;
    }

    /** The version that scored before the newest promotion or roll-back; none where there was but one. */
    public static Optional<String> versionBefore(List<ModelControl> commands) {
        List<String> swaps = commands.stream()
                .filter(command -> command.action() != ModelControl.Action.SHADOW)
                .map(ModelControl::version)
                .toList();
        String current = swaps.isEmpty() ? "" : swaps.get(swaps.size() - 1);
        return swaps.stream().filter(version -> !version.equals(current)).reduce((earlier, later) -> later);
    }

    /**
     * Gives a command with the next epoch.
     *
     * @param sha256 of the bundle's manifest
     * @return the command as it was published
     */
    public ModelControl publish(ModelControl.Action action, String version, String sha256, String issuedBy)
            throws IOException {
        long epoch =
                1 + commands().stream().mapToLong(ModelControl::epoch).max().orElse(0);
        ModelControl command = new ModelControl(
                Topics.CONTROL.schemaVersion(), epoch, action, version, sha256, Instant.now(), issuedBy);
        RecordHeaders headers = new RecordHeaders();
        headers.add(Topics.SCHEMA_HEADER, Topics.CONTROL.schema().getBytes(StandardCharsets.UTF_8));
        headers.add(
                Topics.SCHEMA_VERSION_HEADER,
                String.valueOf(Topics.CONTROL.schemaVersion()).getBytes(StandardCharsets.UTF_8));
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                TIMEOUT_MILLIS);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, null, null, EventJson.write(command), headers))
                    .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before the command was published", e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new IOException("the command could not be published to " + topic + ": " + e.getMessage(), e);
        }
        return command;
    }
}
