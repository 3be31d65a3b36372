package io.tidewatch.quickstart.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.monitoring.LiveQueries;
import io.tidewatch.quickstart.replay.Feeder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
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
        assumeJobJar(root);
        List<String> told = new ArrayList<>();
        Cluster cluster = new Cluster(root, folder.resolve("cluster"), told::add);
        ClusterState state = cluster.up(2, TestStreams.tinyBundle(), Map.of());
        try {
            assertThat(ClusterStatus.of(state).healthy()).isTrue();
            Origins origins = new Origins(state.ports().bootstrapServers());
            List<byte[]> stream = demoMessages(MESSAGES_BEFORE + MESSAGES_AFTER);
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
            ClusterState repaired = cluster.up(2, TestStreams.tinyBundle(), Map.of());
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
        assumeJobJar(root);
        Path precious = Files.writeString(folder.resolve("thesis.txt"), "chapter one");
        Cluster cluster = new Cluster(root, folder, line -> {});

        assertThatThrownBy(() -> cluster.up(1, TestStreams.tinyBundle(), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not empty");
        assertThatThrownBy(cluster::down)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no cluster in");
        assertThat(precious).hasContent("chapter one");
    }

    /** It is made when the module before this one is packaged, which CI does and 'mvn test' does not. */
    private static void assumeJobJar(Path root) throws IOException {
        boolean built;
        try {
            built = Files.exists(new ClusterFiles(root, root).jobJar());
        } catch (IOException e) {
            built = false;
        }
        assumeTrue(
                built || System.getenv("CI") != null,
                "there is no job jar: run 'mvn -B package -pl flink-job -am' first");
    }

    private static ClusterProcess process(ClusterState state, String name) {
        return state.process(name).orElseThrow();
    }

    /** The first messages of the demo's stream, malformed ones and repeats among them. */
    private static List<byte[]> demoMessages(int count) throws IOException {
        var stream = Objects.requireNonNull(ClusterTest.class.getResourceAsStream("/demo/demo-stream.jsonl.gz"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.ISO_8859_1))) {
            return lines.lines()
                    .limit(count)
                    .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
                    .toList();
        }
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
