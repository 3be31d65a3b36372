package io.tidewatch.benchmarks;

import io.tidewatch.alerting.AlertingService;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.events.Topics;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.quickstart.TemporaryFolder;
import io.tidewatch.quickstart.cli.ModelOption;
import io.tidewatch.quickstart.kafka.EmbeddedKafka;
import io.tidewatch.quickstart.replay.OnExit;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The risk desk's service with a long history: it reads months of scored messages, trends and alerts from a real Kafka
 * into a real PostgreSQL, then its pages are visited, first in quiet, then with many viewers at the live stream while
 * news goes on coming.
 */
final class DeskBench {
    private static final int PARTITIONS = 4;
    private static final int JUDGED = 200;
    /** What the 95th percentile of every page should stay below. */
    private static final int MUST_MILLIS = 300;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int LINGER_MILLIS = 20;

    private final Plan plan;
    private final DeskHistory history;
    private final Iterator<ScoredMessage> messages;
    private final EmbeddedKafka kafka;
    private final DataSource database;
    private final DeskClient client;
    private final PrintStream out;
    private final Random random = new Random(1);

    /**
     * How much is measured.
     *
     * @param visits of each page
     * @param viewers at the live stream
     * @param alertsLive sent while they look on, one a second
     * @param messagesPerSecond sent meanwhile
     */
    record Plan(long messages, int visits, int viewers, int alertsLive, int messagesPerSecond) {
        static Plan full(long messages) {
            return new Plan(messages, 200, 200, 60, 100);
        }

        static Plan quick(long messages) {
            return new Plan(messages, 3, 20, 3, 20);
        }
    }

    /** How long visits of a page took, or whatever was measured in milliseconds. */
    record Times(int count, double p50, double p95, double max) {
        static Times of(List<Double> millis) {
            Samples samples = new Samples(millis);
            return new Times(millis.size(), samples.median(), samples.quantile(0.95), samples.max());
        }
    }

    /**
     * @param intakePerSecond records a second from Kafka into the database: messages, windows and steps of alerts
     * @param quiet by page
     * @param live by page, with viewers and news
     * @param delivery from the sending of an alert to each viewer's receipt
     */
    record Result(
            Machine machine,
            long messages,
            long windows,
            int alerts,
            double intakePerSecond,
            long databaseBytes,
            Map<String, Times> quiet,
            int viewers,
            Map<String, Times> live,
            Times delivery) {}

    private DeskBench(
            Plan plan,
            DeskHistory history,
            EmbeddedKafka kafka,
            DataSource database,
            DeskClient client,
            PrintStream out)
            throws IOException {
        this.plan = plan;
        this.history = history;
        this.messages = history.scored();
        this.kafka = kafka;
        this.database = database;
        this.client = client;
        this.out = out;
    }

    /** @throws IOException if a record is not taken in, a request fails, or an alert does not reach a viewer */
    static Result run(Path bundleFolder, Plan plan, PrintStream out) throws Exception {
        Machine machine = Machine.here();
        // Those that come live are dated a second apart as well, the last one about now.
        Instant end = Instant.now().minusSeconds((long) plan.alertsLive() * plan.messagesPerSecond());
        DeskHistory history = new DeskHistory(ModelBundle.load(bundleFolder).labels(), plan.messages(), end);
        try (OnExit onExit = new OnExit()) {
            TemporaryFolder folder = onExit.add(TemporaryFolder.create("tidewatch-desk-"));
            EmbeddedPostgres postgres = onExit.add(EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(folder.path().resolve("server").toFile())
                    .setDataDirectory(folder.path().resolve("data"))
                    .start());
            EmbeddedKafka kafka = onExit.add(EmbeddedKafka.start());
            kafka.createTopics(PARTITIONS);
            AlertingService desk = onExit.add(AlertingService.start(
                    DeskConfig.from(Map.of(
                            "kafka.bootstrap-servers",
                            kafka.bootstrapServers(),
                            "database.url",
                            postgres.getJdbcUrl("postgres", "postgres"),
                            "database.user",
                            "postgres",
                            "models.folder",
                            ModelOption.root().resolve("onnx-models").toString(),
                            "http.port",
                            "0",
                            "http.requests-per-second",
                            "100000")),
                    Clock.systemUTC()));
            DeskClient client =
                    new DeskClient(desk.address(), desk.oneTimeToken().orElseThrow());
            return new DeskBench(plan, history, kafka, postgres.getPostgresDatabase(), client, out).run(machine);
        }
    }

    private Result run(Machine machine) throws Exception {
        double intake = fill();
        judge();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // A desk grows slowly, so that the server's own housekeeping keeps up; here it had minutes.
            statement.execute("VACUUM ANALYZE");
        }
        out.printf("%nin quiet%n");
        Map<String, Times> quiet = visitAll();
        out.printf("%nwith %d viewers and %d messages a second%n", plan.viewers(), plan.messagesPerSecond());
        DeskViewers viewers = new DeskViewers();
        viewers.join(client, plan.viewers());
        await("the viewers to join", () -> viewers.joined() == plan.viewers());
        Map<String, Times> live;
        ExecutorService background = Executors.newSingleThreadExecutor();
        try {
            Future<?> news = background.submit(() -> {
                goOn(viewers);
                return null;
            });
            live = visitAll();
            awaitEnd(news);
        } finally {
            background.shutdownNow();
        }
        int deliveries = plan.viewers() * plan.alertsLive();
        await("every alert to reach every viewer", () -> viewers.told() >= deliveries);
        return new Result(
                machine,
                history.messages(),
                history.windowCount(),
                history.alerts(),
                intake,
                number("SELECT pg_database_size('postgres')"),
                quiet,
                plan.viewers(),
                live,
                Times.of(viewers.delaysMillis()));
    }

    /** @return records a second */
    private double fill() throws Exception {
        long begin = System.nanoTime();
        long expected = 0;
        out.printf(
                Locale.ROOT,
                "%,d messages, %,d windows and %,d alerts through Kafka into the database%n",
                history.messages(),
                history.windowCount(),
                history.alerts());
        try (KafkaTopics topics = new KafkaTopics(kafka.bootstrapServers())) {
            expected += topics.send(Topics.ALERTS.topic(), 1, values(history.alertSteps()));
            expected += topics.send(Topics.TRENDS.topic(), 1, values(history.windows()));
            expected +=
                    topics.send(Topics.SCORED.topic(), PARTITIONS, values(Bench.upTo(history.messages(), messages)));
        }
        long sent = expected;
        long told = begin;
        while (read() < sent) {
            if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(30)) {
                told = System.nanoTime();
                out.printf(Locale.ROOT, "  %,d of %,d records read%n", read(), sent);
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        return sent / ((System.nanoTime() - begin) / 1e9);
    }

    /** Records that the service has stored: it notes its place in the same transaction. */
    private long read() throws SQLException {
        return number("SELECT COALESCE(SUM(next_offset), 0) FROM consumer_offset");
    }

    private long number(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static Iterator<Map.Entry<Long, byte[]>> values(Iterator<?> events) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public Map.Entry<Long, byte[]> next() {
                return new SimpleImmutableEntry<>(System.currentTimeMillis(), EventJson.write(events.next()));
            }
        };
    }

    /** Gives the pages of judged alerts and corrected messages something to show. */
    private void judge() throws IOException {
        for (int i = 0; i < Math.min(JUDGED, history.alerts()); i++) {
            String alert = DeskHistory.alertId(random.nextInt(history.alerts()));
            client.post("/api/v1/alerts/" + alert + "/verdict", "{\"verdict\": \"real\"}");
            String message = "invented-" + (1 + random.nextLong(history.messages()));
            client.post("/api/v1/messages/" + message + "/correction", "{\"sentiment\": \"negative\"}");
        }
    }

    private Map<String, Times> visitAll() throws IOException {
        out.printf("%-20s %9s %9s %9s  %s%n", "page", "p50, ms", "p95, ms", "max, ms", "what it shows");
        Map<DeskPage, List<Double>> millis = new EnumMap<>(DeskPage.class);
        for (int visit = -1; visit < plan.visits(); visit++) {
            for (DeskPage page : DeskPage.values()) {
                List<String> requests = page.visit(history, random);
                long begin = System.nanoTime();
                for (String request : requests) {
                    client.get(request);
                }
                if (visit >= 0) { // The first round warms up.
                    millis.computeIfAbsent(page, none -> new ArrayList<>()).add((System.nanoTime() - begin) / 1e6);
                }
            }
        }
        Map<String, Times> times = new LinkedHashMap<>();
        millis.forEach((page, ofPage) -> {
            Times measured = Times.of(ofPage);
            times.put(page.key(), measured);
            out.printf(
                    Locale.ROOT,
                    "%-20s %9.1f %9.1f %9.1f  %s%n",
                    page.key(),
                    measured.p50(),
                    measured.p95(),
                    measured.max(),
                    page.meaning());
        });
        return times;
    }

    /** News goes on: an alert each second, messages evenly between. */
    private void goOn(DeskViewers viewers) throws Exception {
        try (KafkaTopics topics = new KafkaTopics(kafka.bootstrapServers());
                KafkaProducer<byte[], byte[]> producer = topics.producer(LINGER_MILLIS)) {
            long begin = System.nanoTime();
            for (int second = 0; second < plan.alertsLive(); second++) {
                String id = "live-" + second;
                byte[] alert = EventJson.write(history.alert(id, second, AlertState.OPENED, Instant.now()));
                viewers.sends(id);
                producer.send(new ProducerRecord<>(Topics.ALERTS.topic(), alert));
                for (int i = 1; i <= plan.messagesPerSecond(); i++) {
                    producer.send(new ProducerRecord<>(Topics.SCORED.topic(), EventJson.write(messages.next())));
                    long due = begin
                            + TimeUnit.SECONDS.toNanos(second)
                            + TimeUnit.SECONDS.toNanos(i) / plan.messagesPerSecond();
                    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                }
            }
        }
    }

    private static void awaitEnd(Future<?> task) throws Exception {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException("sending the news failed: " + e.getMessage(), e);
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("waited in vain for " + what);
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    static void print(Result result, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%s, %d cores, load before the start %.2f%n%,d messages, %,d windows, %,d alerts: %,.0f records a second"
                        + " taken in, %,.1f GB in PostgreSQL%n",
                result.machine().processor(),
                result.machine().cores(),
                result.machine().loadBefore(),
                result.messages(),
                result.windows(),
                result.alerts(),
                result.intakePerSecond(),
                result.databaseBytes() / 1e9);
        slowest("in quiet", result.quiet(), out);
        slowest("with " + result.viewers() + " viewers", result.live(), out);
        out.printf(
                Locale.ROOT,
                "an alert reaches %d viewers: p50 %.0f ms, p95 %.0f ms, last %.0f ms%n",
                result.viewers(),
                result.delivery().p50(),
                result.delivery().p95(),
                result.delivery().max());
    }

    private static void slowest(String when, Map<String, Times> pages, PrintStream out) {
        Map.Entry<String, Times> slowest = pages.entrySet().stream()
                .max(Comparator.comparingDouble(page -> page.getValue().p95()))
                .orElseThrow();
        out.printf(
                Locale.ROOT,
                "slowest page %s: %s, p95 %.0f ms, must be below %d: %s%n",
                when,
                slowest.getKey(),
                slowest.getValue().p95(),
                MUST_MILLIS,
                slowest.getValue().p95() < MUST_MILLIS ? "met" : "missed");
    }
}
