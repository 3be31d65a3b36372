package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.events.EventJson;
import io.tidewatch.quickstart.TemporaryFolder;
import io.tidewatch.quickstart.cluster.Cluster;
import io.tidewatch.quickstart.cluster.ClusterOptions;
import io.tidewatch.quickstart.cluster.ClusterState;
import io.tidewatch.quickstart.replay.Feeder;
import io.tidewatch.quickstart.replay.OnExit;
import io.tidewatch.quickstart.replay.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Feeds a stream to a cluster of its own, breaks one thing while it is fed, mends it, waits until all has come out, and
 * compares that with an undisturbed replay of the same stream, which is made once.
 */
public final class DrillRun implements AutoCloseable {
    private static final int TASK_MANAGERS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** The fault comes when so much of the stream has been sent, and recovery is at load. */
    private static final double STRIKE_AT = 0.15;

    private final Path root;
    private final Path stream;
    private final int count;
    private final int perSecond;
    private final ClusterOptions options;
    private final Consumer<String> tell;
    private final TemporaryFolder folder = TemporaryFolder.create("tidewatch-drill-");
    private final Outcome undisturbed;

    /**
     * Replays the stream without a fault.
     *
     * @param root the project's folder
     * @param stream to be fed; in time order, because what comes late is judged by what came before it
     * @param perSecond messages to feed each second
     * @param settings of the job
     * @param tell told in a line what is done
     */
    public DrillRun(
            Path root,
            Path stream,
            Path modelBundle,
            int perSecond,
            Map<String, String> settings,
            Consumer<String> tell)
            throws Exception {
        this.root = root;
        this.stream = stream;
        this.perSecond = perSecond;
        this.tell = tell;
        Map<String, String> job = new HashMap<>(settings);
        // A partition that a fault holds up must not be taken for idle: results would depend on it.
        job.put("ingest.idleness", "0s");
        this.options = new ClusterOptions(TASK_MANAGERS, modelBundle, job);
        try {
            tell.accept("undisturbed replay of the stream");
            Feeder feeder = new Feeder(List.of(stream), null, null);
            count = Math.toIntExact(feeder.count());
            Path results = folder.path().resolve("undisturbed");
            new Replay(feeder, modelBundle, new Replay.Options(null, TASK_MANAGERS, null, settings))
                    .run(results, count, read -> {}, alert -> {});
            undisturbed = Outcome.ofReplay(results);
        } catch (Exception e) {
            folder.close();
            throw e;
        }
    }

    /**
     * What came of a drill.
     *
     * @param firstResult time from the fault, the slowest one if there were several, to the first result of a message
     *     that was sent after it
     * @param caughtUp time from the (last) fault until nothing waited longer than is usual
     * @param problems in which ways the outcome differs from the undisturbed one; empty if it does not
     */
    public record Result(Drill drill, Duration firstResult, Duration caughtUp, List<String> problems) {}

    public int count() {
        return count;
    }

    /** Alerts that the undisturbed stream raises. */
    public int alerts() {
        return undisturbed.alerts().size();
    }

    /**
     * @throws CannotBeDone if this machine lacks what the drill needs
     * @throws IOException if the cluster does not recover
     */
    public Result run(Drill drill) throws IOException {
        try (OnExit onExit = new OnExit()) {
            TemporaryFolder own = onExit.add(TemporaryFolder.create("tidewatch-drill-"));
            Fault fault = onExit.add(drill.newFault());
            ClusterOptions needed = fault.prepare(options, own.path());
            Cluster cluster = new Cluster(root, own.path().resolve("cluster"), tell);
            onExit.add((AutoCloseable) cluster::down);
            return run(drill, fault, cluster, needed);
        }
    }

    private Result run(Drill drill, Fault fault, Cluster cluster, ClusterOptions needed) throws IOException {
        ClusterState state = cluster.up(needed);
        String broker = state.ports().bootstrapServers();
        tell.accept("feeding " + count + " messages, " + perSecond + " a second");
        Load load = new Load(stream, filler(), count, Cluster.PARTITIONS, perSecond, broker);
        try (Watch watch = new Watch(broker, load)) {
            Fault.Scene scene = new Fault.Scene(cluster, load, watch);
            watch.await("the first results", () -> watch.complete() > 0 && load.sent() > STRIKE_AT * count);
            Duration slowest = Duration.ZERO;
            for (int time = 0; time < fault.times(); time++) {
                if (load.ended()) {
                    throw new IOException(
                            "the stream ended before the fault came; use a lower --rate or a longer stream");
                }
                tell.accept("fault: " + drill.description());
                watch.faultBegins();
                fault.strike(scene, time);
                fault.repair(scene);
                cluster.up(needed);
                watch.await("results after the fault", () -> watch.firstResult() != null);
                Duration firstResult = Objects.requireNonNull(watch.firstResult());
                slowest = firstResult.compareTo(slowest) > 0 ? firstResult : slowest;
            }
            watch.await("all messages to come out", () -> watch.complete() >= count && watch.caughtUp() != null);
            Duration caughtUp = Objects.requireNonNull(watch.caughtUp());
            return new Result(drill, slowest, caughtUp, problems(cluster, broker));
        }
    }

    /** One message for each partition, a day after all others, that carries the watermark past them. */
    private Path filler() throws IOException {
        String end = undisturbed.lastWindowEnd();
        if (end == null) {
            throw new IOException("the stream makes no trends, so a drill would prove nothing");
        }
        Instant published = Instant.parse(end).plus(Duration.ofDays(1));
        List<String> lines = new ArrayList<>();
        for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
            lines.add(EventJson.mapper()
                    .createObjectNode()
                    .put("schemaVersion", 1)
                    .put("id", Outcome.FILLER + partition)
                    .put("source", "drill.example")
                    .put("kind", "news")
                    .put("publishedAt", published.toString())
                    .put("text", "the end, " + partition)
                    .toString());
        }
        return Files.write(folder.path().resolve("filler.jsonl"), lines);
    }

    /** Windows and alerts follow the last message, and the service follows them, so these are given time. */
    private List<String> problems(Cluster cluster, String broker) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        DeskAlerts desk = new DeskAlerts(cluster.state().process(Cluster.DESK).orElseThrow());
        List<String> problems = List.of("not compared");
        while (!problems.isEmpty() && System.nanoTime() < deadline) {
            pause(Duration.ofSeconds(2));
            problems = compare(broker, desk.ids());
        }
        if (problems.isEmpty()) {
            // What comes twice may come later: two checkpoints on, it would be there.
            pause(Watch.ORDINARY_WAIT);
            problems = compare(broker, desk.ids());
        }
        return problems;
    }

    private List<String> compare(String broker, Set<String> deskAlerts) throws IOException {
        List<String> problems = new ArrayList<>(undisturbed.differences(Outcome.ofTopics(broker)));
        if (!deskAlerts.equals(undisturbed.alerts())) {
            problems.add("the service has " + deskAlerts.size() + " alerts instead of the "
                    + undisturbed.alerts().size() + " of the undisturbed run");
        }
        return problems;
    }

    private static void pause(Duration time) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
