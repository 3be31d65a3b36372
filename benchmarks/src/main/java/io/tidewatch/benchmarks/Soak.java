package io.tidewatch.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.NewsMessage;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.TemporaryFolder;
import io.tidewatch.quickstart.cluster.Cluster;
import io.tidewatch.quickstart.cluster.ClusterOptions;
import io.tidewatch.quickstart.cluster.ClusterProcess;
import io.tidewatch.quickstart.cluster.ClusterState;
import io.tidewatch.quickstart.cluster.FlinkRest;
import io.tidewatch.quickstart.demo.stream.InventedNews;
import io.tidewatch.quickstart.replay.OnExit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * The deployed shape, each part a process of its own, under an even load for long: whether memory, open files, state and
 * lag stay flat, and what many keys cost. Messages are dated as they are sent, as a live feed dates them.
 */
final class Soak {
    private static final int TASK_MANAGERS = 2;
    private static final int SAMPLES = 60;
    private static final Duration SHORTEST_STEP = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int LINGER_MILLIS = 20;
    private static final double MIB = 1 << 20;

    private final Plan plan;
    private final ClusterState cluster;
    private final FlinkRest flink;
    private final KafkaTopics topics;
    private final PrintStream out;
    private final AtomicLong sent = new AtomicLong();

    /**
     * @param perSecond messages
     * @param keys companies that get messages by turns; 0 for those of the demo stream
     * @param partitions of {@code news.raw}
     * @param job settings of the job
     */
    record Plan(Duration time, int perSecond, int keys, int partitions, Map<String, String> job) {}

    /**
     * A moment of the run.
     *
     * @param behind messages sent and not yet part of a checkpoint
     * @param heapMiB used in all TaskManagers, whatever of it is garbage
     * @param residentMiB of all TaskManagers; likewise the open files and threads
     * @param stateMiB of the newest checkpoint, and how much of it was written anew, and in how long
     */
    record Sample(
            double minutes,
            long sent,
            long behind,
            double heapMiB,
            double residentMiB,
            long openFiles,
            long threads,
            double deskResidentMiB,
            double stateMiB,
            double writtenMiB,
            double checkpointSeconds) {
        private long read() {
            return sent - behind;
        }
    }

    /** @param scored with the repeats; with the rejected they are all that was sent */
    record Result(Machine machine, Plan plan, long sent, long scored, long rejected, List<Sample> samples) {
        /** The last quarter against the second one. */
        double growth(ToDoubleFunction<Sample> figure) {
            int quarter = samples.size() / 4;
            return mean(figure, samples.size() - quarter, samples.size()) - mean(figure, quarter, 2 * quarter);
        }

        /**
         * Messages a second that became part of a checkpoint from the second quarter on; where more are sent than the
         * cluster reads, what it is able to.
         */
        double readPerSecond() {
            Sample first = samples.get(samples.size() / 4);
            Sample last = samples.get(samples.size() - 1);
            return (last.read() - first.read()) / (60 * (last.minutes() - first.minutes()));
        }

        private double mean(ToDoubleFunction<Sample> figure, int from, int to) {
            return samples.subList(from, Math.max(from + 1, to)).stream()
                    .mapToDouble(figure)
                    .average()
                    .orElseThrow();
        }
    }

    private Soak(Plan plan, ClusterState cluster, KafkaTopics topics, PrintStream out) {
        this.plan = plan;
        this.cluster = cluster;
        this.flink = new FlinkRest(cluster.ports().rest());
        this.topics = topics;
        this.out = out;
    }

    /** @throws IOException a message was neither scored nor rejected, or was so twice */
    static Result run(Path root, Path bundleFolder, Plan plan, PrintStream out) throws Exception {
        Machine machine = Machine.here();
        try (OnExit onExit = new OnExit()) {
            TemporaryFolder folder = onExit.add(TemporaryFolder.create("tidewatch-soak-"));
            Map<String, String> job = new HashMap<>(plan.job());
            if (plan.keys() > 0) {
                job.put("entity.unknown-tickers", "symbols");
            }
            Cluster cluster = new Cluster(root, folder.path().resolve("cluster"), line -> out.println("  " + line));
            onExit.add((AutoCloseable) cluster::down);
            ClusterState state =
                    cluster.up(new ClusterOptions(TASK_MANAGERS, bundleFolder, job).withPartitions(plan.partitions()));
            KafkaTopics topics = onExit.add(new KafkaTopics(state.ports().bootstrapServers()));
            return new Soak(plan, state, topics, out).run(machine);
        }
    }

    private Result run(Machine machine) throws Exception {
        out.printf(
                Locale.ROOT,
                "%n%7s %11s %9s %9s %9s %7s %8s %9s %9s %9s %7s%n",
                "minutes",
                "sent",
                "behind",
                "heap",
                "resident",
                "files",
                "threads",
                "desk",
                "state",
                "written",
                "took");
        List<Sample> samples = new ArrayList<>();
        Duration step = plan.time().dividedBy(SAMPLES);
        step = step.compareTo(SHORTEST_STEP) < 0 ? SHORTEST_STEP : step;
        ExecutorService background = Executors.newSingleThreadExecutor();
        try {
            long begin = System.nanoTime();
            Future<?> feed = background.submit(() -> {
                feed(begin);
                return null;
            });
            while (!feed.isDone()) {
                TimeUnit.NANOSECONDS.sleep(step.toNanos());
                samples.add(sample(begin));
            }
            check(feed);
        } finally {
            background.shutdownNow();
        }
        return account(machine, samples);
    }

    private void feed(long begin) throws Exception {
        InventedNews news = new InventedNews();
        long count = plan.time().toSeconds() * plan.perSecond();
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(LINGER_MILLIS)) {
            for (long number = 0; number < count; number++) {
                TimeUnit.NANOSECONDS.sleep(
                        begin + TimeUnit.SECONDS.toNanos(number) / plan.perSecond() - System.nanoTime());
                NewsMessage message = about(news.next(Instant.now()), number);
                producer.send(KafkaTopics.record(Topics.RAW.topic(), (int) (number % plan.partitions()), message));
                sent.incrementAndGet();
            }
        }
        // The last messages wait for later ones to say that their time has passed.
        TimeUnit.SECONDS.sleep(2);
    }

    private NewsMessage about(NewsMessage message, long number) {
        return plan.keys() == 0
                ? message
                : new NewsMessage(
                        message.schemaVersion(),
                        message.id(),
                        message.source(),
                        message.kind(),
                        message.publishedAt(),
                        message.title(),
                        message.text(),
                        message.url(),
                        message.lang(),
                        List.of("K" + number % plan.keys()));
    }

    private Sample sample(long begin) throws IOException {
        String job = String.valueOf(cluster.jobId());
        JsonNode checkpoint = flink.newestCheckpoint(job);
        double resident = 0;
        long files = 0;
        long threads = 0;
        for (int number = 1; number <= TASK_MANAGERS; number++) {
            ProcessFigures figures = figures(Cluster.TASK_MANAGER + number);
            resident += figures.residentMiB();
            threads += figures.threads();
            files += figures.openFiles();
        }
        long now = sent.get();
        Sample sample = new Sample(
                (System.nanoTime() - begin) / 6e10,
                now,
                now - topics.read(),
                flink.heapUsed() / MIB,
                resident,
                files,
                threads,
                figures(Cluster.DESK).residentMiB(),
                checkpoint.path("state_size").asLong() / MIB,
                checkpoint.path("checkpointed_size").asLong() / MIB,
                checkpoint.path("end_to_end_duration").asLong() / 1e3);
        out.printf(
                Locale.ROOT,
                "%7.1f %,11d %,9d %9.0f %9.0f %7d %8d %9.0f %9.1f %9.1f %7.1f%n",
                sample.minutes(),
                sample.sent(),
                sample.behind(),
                sample.heapMiB(),
                sample.residentMiB(),
                sample.openFiles(),
                sample.threads(),
                sample.deskResidentMiB(),
                sample.stateMiB(),
                sample.writtenMiB(),
                sample.checkpointSeconds());
        return sample;
    }

    private ProcessFigures figures(String name) throws IOException {
        ClusterProcess process =
                cluster.process(name).orElseThrow(() -> new IOException("the cluster has no process " + name));
        return ProcessFigures.of(process.pid());
    }

    private static void check(Future<?> feed) throws Exception {
        try {
            feed.get();
        } catch (ExecutionException e) {
            throw new IOException("feeding failed: " + e.getMessage(), e);
        }
    }

    /** Waits until nothing more comes out, and counts. The last seconds' messages are still waited for in order. */
    private Result account(Machine machine, List<Sample> samples) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(0)) {
            for (int partition = 0; partition < plan.partitions(); partition++) {
                // A minute later than all others, so that their time has passed.
                NewsMessage end = new InventedNews().next(Instant.now().plus(Duration.ofMinutes(1)));
                producer.send(KafkaTopics.record(Topics.RAW.topic(), partition, end));
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Counts counts = count();
        while (counts.distinct() < sent.get() && System.nanoTime() < deadline) {
            TimeUnit.SECONDS.sleep(5);
            counts = count();
        }
        long all = counts.scored() + counts.rejected();
        if (counts.distinct() < sent.get() || all > counts.distinct()) {
            throw new IOException("of " + sent.get() + " messages " + counts.distinct() + " came out, and "
                    + (all - counts.distinct()) + " of them twice");
        }
        return new Result(machine, plan, sent.get(), counts.scored(), counts.rejected(), samples);
    }

    /** Results, and of how many messages they are. */
    private record Counts(long scored, long rejected, long distinct) {}

    private Counts count() {
        Map<Integer, BitSet> seen = new TreeMap<>();
        long scored = count(Topics.SCORED, seen);
        long rejected = count(Topics.REJECTED, seen);
        return new Counts(
                scored,
                rejected,
                seen.values().stream().mapToLong(BitSet::cardinality).sum());
    }

    private long count(Topics topic, Map<Integer, BitSet> seen) {
        AtomicLong count = new AtomicLong();
        topics.read(topic.topic(), result -> {
            JsonNode origin = EventJson.read(result.value(), JsonNode.class).path("origin");
            seen.computeIfAbsent(origin.path("partition").asInt(), none -> new BitSet())
                    .set(origin.path("offset").asInt());
            count.incrementAndGet();
        });
        return count.get();
    }

    static void print(Result result, PrintStream out) {
        Plan plan = result.plan();
        out.printf(
                Locale.ROOT,
                "%n%s, %d cores, load before the start %.2f%n%,d messages in %.0f minutes, %,d a second, %s:"
                        + " %,d scored, %,d rejected, none lost or doubled; partitions: %d, %,.0f messages a second read%n"
                        + "the last quarter against the second: heap %+.0f MiB, resident %+.0f MiB, open files %+.0f,"
                        + " threads %+.0f, the service %+.0f MiB, state %+.1f MiB, behind %+,.0f messages%n",
                result.machine().processor(),
                result.machine().cores(),
                result.machine().loadBefore(),
                result.sent(),
                plan.time().toSeconds() / 60.0,
                plan.perSecond(),
                plan.keys() == 0
                        ? "companies of the demo stream"
                        : String.format(Locale.ROOT, "%,d companies", plan.keys()),
                result.scored(),
                result.rejected(),
                plan.partitions(),
                result.readPerSecond(),
                result.growth(Sample::heapMiB),
                result.growth(Sample::residentMiB),
                result.growth(Sample::openFiles),
                result.growth(Sample::threads),
                result.growth(Sample::deskResidentMiB),
                result.growth(Sample::stateMiB),
                result.growth(Sample::behind));
    }
}
