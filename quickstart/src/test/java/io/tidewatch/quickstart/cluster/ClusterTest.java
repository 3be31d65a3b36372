package io.tidewatch.quickstart.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.monitoring.LiveQueries;
import io.tidewatch.quickstart.replay.Feeder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Broker, JobManager and two TaskManagers as processes of their own, with the job's jar as it is deployed. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ClusterTest {
    private static final int MESSAGES_BEFORE = 600;
    private static final int MESSAGES_AFTER = 600;
    private static final Duration DASHBOARD_TIMEOUT = Duration.ofMinutes(4);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyMessageIsScoredOrRejectedExactlyOnceAlthoughATaskManagerIsKilled() throws Exception {
        Path root = Path.of(System.getProperty("tidewatch.root"));
        JobJar.assumeIsBuilt(root);
        List<String> told = new ArrayList<>();
        Cluster cluster = new Cluster(root, folder.resolve("cluster"), told::add);
        ClusterState state = cluster.up(new ClusterOptions(2, TestStreams.tinyBundle(), Map.of()));
        try {
            assertThat(ClusterStatus.of(state).healthy()).isTrue();
            assertThat(taskManagers(state).findValues("freeSlots"))
                    .as("slots of two that have nothing to do, of each TaskManager")
                    .extracting(JsonNode::asInt)
                    .containsExactly(1, 1);
            Origins origins = new Origins(state.ports().bootstrapServers());
            List<byte[]> stream = TestStreams.demo(MESSAGES_BEFORE + MESSAGES_AFTER);
            feed(state, stream.subList(0, MESSAGES_BEFORE));
            origins.awaitAtLeast(MESSAGES_BEFORE / 2);

            process(state, "taskmanager-1").kill();
            assertThat(ClusterStatus.of(cluster.state()).healthy()).isFalse();
            feed(state, stream.subList(MESSAGES_BEFORE, stream.size()));
            feed(state, later(stream));
            origins.awaitAtLeast(stream.size());

            assertThat(origins.accountedFor()).isEqualTo(Origins.of(stream.size(), Cluster.PARTITIONS));
            assertThat(origins.scored()).doesNotHaveDuplicates();

            told.clear();
            ClusterState repaired = cluster.up(new ClusterOptions(2, TestStreams.tinyBundle(), Map.of()));
            assertThat(told).contains("starting TaskManager 1").doesNotContain("submitting the job");
            assertThat(ClusterStatus.of(repaired).healthy()).isTrue();
            assertThat(process(repaired, "jobmanager")).isEqualTo(process(state, "jobmanager"));

            if (repaired.runs("prometheus") || System.getenv("CI") != null) {
                everyPanelOfEveryDashboardShowsSomething(root, repaired, stream);
            }
        } finally {
            List<ClusterProcess> processes = cluster.state().processes();
            cluster.down();
            assertThat(processes).hasSizeGreaterThanOrEqualTo(4).noneMatch(ClusterProcess::alive);
        }
        assertThat(folder.resolve("cluster")).doesNotExist();
    }

    @Test
    void aJobManagerThatEndsIsToldWithTheEndOfItsLog() throws Exception {
        Path root = Path.of(System.getProperty("tidewatch.root"));
        JobJar.assumeIsBuilt(root);
        Cluster cluster = new Cluster(root, folder.resolve("cluster"), line -> {});
        ClusterOptions options = new ClusterOptions(1, TestStreams.tinyBundle(), Map.of())
                .withFlink(Map.of("jobmanager.rpc.port", "no-port"));
        try {
            assertThatThrownBy(() -> cluster.up(options))
                    .hasMessageContaining("jobmanager ended while waiting for the TaskManagers")
                    .hasMessageContaining("no-port");
        } finally {
            cluster.down();
        }
    }

    private static JsonNode taskManagers(ClusterState state) throws IOException {
        return EventJson.mapper()
                .readTree(URI.create("http://127.0.0.1:" + state.ports().rest() + "/taskmanagers")
                        .toURL());
    }

    /** Prometheus reads every 10 seconds and rates want two readings, so messages go on coming until all is there. */
    private void everyPanelOfEveryDashboardShowsSomething(Path root, ClusterState state, List<byte[]> before)
            throws Exception {
        LiveQueries queries =
                new LiveQueries(URI.create("http://127.0.0.1:" + state.ports().prometheus()), root);
        Instant eventTime = lastDate(before).plus(Duration.ofDays(2));
        long deadline = System.nanoTime() + DASHBOARD_TIMEOUT.toNanos();
        List<String> unexpected = queries.unexpected();
        for (int round = 0; !unexpected.isEmpty() && System.nanoTime() < deadline; round++) {
            feed(state, newsOf(round, eventTime.plus(Duration.ofMinutes(10L * round))));
            unexpected = queries.unexpected();
        }
        assertThat(unexpected).isEmpty();
    }

    /** Messages of one time, half of them of a theme, no two alike but for one, which comes again each time. */
    private static List<byte[]> newsOf(int round, Instant published) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 5 * Cluster.PARTITIONS; i++) {
            String place = i % 2 == 0 ? "fraud" : "harbour";
            String text = i == 0 ? "the harbour is calm" : place + " " + i + " counts " + round + " ships";
            messages.add(
                    TestStreams.bytes(TestStreams.message("later-" + round + "-" + i, published.plusSeconds(i), text)));
        }
        return messages;
    }

    @Test
    void aFolderThatHoldsSomethingElseIsLeftAlone() throws IOException {
        Path root = Path.of(System.getProperty("tidewatch.root"));
        JobJar.assumeIsBuilt(root);
        Path precious = Files.writeString(folder.resolve("thesis.txt"), "chapter one");
        Cluster cluster = new Cluster(root, folder, line -> {});

        assertThatThrownBy(() -> cluster.up(new ClusterOptions(1, TestStreams.tinyBundle(), Map.of())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not empty");
        assertThatThrownBy(cluster::down)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no cluster in");
        assertThat(precious).hasContent("chapter one");
    }

    private static ClusterProcess process(ClusterState state, String name) {
        return state.process(name).orElseThrow();
    }

    /** One message a partition whose event time carries the watermark past all before. */
    private static List<byte[]> later(List<byte[]> stream) throws IOException {
        Instant later = lastDate(stream).plus(Duration.ofDays(1));
        List<byte[]> messages = new ArrayList<>();
        for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
            messages.add(TestStreams.bytes(TestStreams.message("later-" + partition, later, "oil " + partition)));
        }
        return messages;
    }

    private static Instant lastDate(List<byte[]> stream) {
        Instant last = Instant.EPOCH;
        for (byte[] line : stream) {
            try {
                Instant published = Instant.parse(
                        EventJson.mapper().readTree(line).path("publishedAt").asText());
                last = published.isAfter(last) ? published : last;
            } catch (IOException | RuntimeException e) {
                // A malformed one; its date is of no interest.
                continue;
            }
        }
        return last;
    }

    private void feed(ClusterState state, List<byte[]> lines) throws Exception {
        Path file = TestStreams.write(folder.resolve("part.jsonl"), lines);
        new Feeder(List.of(file), null, null)
                .feed(state.ports().bootstrapServers(), Topics.RAW.topic(), Cluster.PARTITIONS, null, sent -> {});
    }
}
