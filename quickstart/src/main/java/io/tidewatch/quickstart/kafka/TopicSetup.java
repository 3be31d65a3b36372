package io.tidewatch.quickstart.kafka;

import io.tidewatch.events.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Makes the topics of the contracts on a broker of this machine. */
public final class TopicSetup {
    /** Room for a rejected message of 4 MiB in base64. */
    static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private TopicSetup() {}

    /**
     * Creates the topics that are not there yet, on as many brokers as the broker's default says.
     *
     * @param rawPartitions partitions of {@code news.raw}; the others have one, but {@code news.scored} as many
     * @param timeout how long the broker may take
     * @throws IOException if the broker does not create them
     */
    public static void create(String bootstrapServers, int rawPartitions, Duration timeout) throws IOException {
        Map<String, String> takeAndKeepAll = Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                "-1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(MAX_MESSAGE_BYTES),
                // A stream's time stamps are of its own time, which may lie after this machine's.
                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                String.valueOf(Long.MAX_VALUE));
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Set<String> there = admin.listTopics().names().get(timeout.toSeconds(), TimeUnit.SECONDS);
            List<NewTopic> missing = new ArrayList<>();
            for (Topics topic : Topics.values()) {
                boolean wide = topic == Topics.RAW || topic == Topics.SCORED;
                if (!there.contains(topic.topic())) {
                    missing.add(new NewTopic(topic.topic(), Optional.of(wide ? rawPartitions : 1), Optional.empty())
                            .configs(takeAndKeepAll));
                }
            }
            admin.createTopics(missing).all().get(timeout.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while creating topics", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the broker did not create the topics", e);
        }
    }
}
