package io.tidewatch.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.alerting.AlertingService;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.job.inference.Sha256;
import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.cli.RunningJob.Seen;
import io.tidewatch.quickstart.desk.ConsoleBrowser;
import io.tidewatch.quickstart.models.ReleasedModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From what people say of messages to another model in the running job: with the program's own commands, and in the console. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LearningLoopTest {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SOME = 100;
    /** Messages that the browser's script corrects. */
    private static final int CLICKS = 6;

    private static final Duration HISTORY = Duration.ofHours(60);
    private static final Duration BETWEEN_ORDINARY = Duration.ofSeconds(90);
    private static final int SURGE_MESSAGES = 60;
    /** One in seven is negative. */
    private static final List<String> ORDINARY = List.of(
            "opens a new factory",
            "sets the date of its results",
            "agrees to a takeover",
            "faces a fraud probe",
            "raises its dividend",
            "hedges against the dollar",
            "names a finance chief");

    private static final List<String> COMPANIES =
            List.of("Alderpoint", "Brackenwell", "Corvane", "Dunmere", "Eastholm");
    /** In words that the smoke model of the training knows, but not together, and their right labels. */
    private static final Map<String, Map<String, String>> NEWS = Map.of(
            "raises quarterly loss",
            Map.of("topic", "Financials", "sentiment", "negative", "theme", "earnings and outlook shock"),
            "misses dividend payment",
            Map.of("topic", "Dividend", "sentiment", "negative", "theme", "credit and default"));

    @TempDir
    private Path folder = Path.of("");

    private Path models = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        models = Files.createDirectory(folder.resolve("models"));
    }

    @Test
    void aPromotedModelScoresWhatComesNextAndNothingIsLostDoubledOrHeldUp() throws Exception {
        copyOfTinyBundle("0.0.1");
        exchange(copyOfTinyBundle("0.0.2"), "default", "profit");
        try (RunningJob job = RunningJob.start(models, "0.0.1", List.of(), i -> "Brimcove default note " + i)) {
            job.awaitCommitted(SOME, message -> isBy(message, "0.0.1", 0));

            assertThat(run(job, "promote", "0.0.2")).startsWith("1 ").contains("no comparison");
            compare("0.0.2", "{\"gate\": {\"promotable\": false, \"reasons\": [\"topic fell\"]}}");
            assertThat(run(job, "promote", "0.0.2")).startsWith("1 ").contains("has not passed the gate", "topic fell");
            compare("0.0.2", "{\"gate\": {\"promotable\": true, \"reasons\": []}}");
            long promoted = System.nanoTime();
            assertThat(run(job, "promote", "0.0.2")).startsWith("0 ").contains("with epoch 1");
            List<ScoredMessage> after = job.awaitCommitted(SOME, message -> isBy(message, "0.0.2", 1));
            assertThat(after).allMatch(message -> message.sentiment().equals("positive"));
            assertThat(run(job, "rollback", "0.0.1")).startsWith("0 ").contains("with epoch 2");
            job.awaitCommitted(SOME, message -> isBy(message, "0.0.1", 2));

            assertEveryMessageOnce(job.awaitAllSentUntilNow());
            assertThat(longestPause(job.seen(), promoted)).isLessThan(LONGEST_PAUSE);
            assertThat(new ReleasedModels(models).releases())
                    .filteredOn(ReleasedModels.Release::current)
                    .extracting(ReleasedModels.Release::version)
                    .containsExactly("0.0.1");
        }
    }

    @Test
    void whatPeopleSayTeachesTheModelThatScoresWhatComesNext() throws Exception {
        trainChampion();
        try (RunningJob job = RunningJob.start(models, "1.0.0", List.of(), LearningLoopTest::news)) {
            List<ScoredMessage> before = job.awaitCommitted(SOME, message -> true);
            job.say(IntStream.range(0, SOME)
                    .mapToObj(i -> correction(i, before.get(i)))
                    .toList());
            Path feedback = folder.resolve("feedback.jsonl");
            assertThat(run(job, "feedback", "--out", feedback.toString()))
                    .startsWith("0 ")
                    .contains(SOME + " corrections", "0 of them without a text");

            retrain(feedback);
            JsonNode gate = EventJson.mapper()
                    .readTree(models.resolve("1.1.0/comparison.json").toFile())
                    .path("gate");
            long promoted = System.nanoTime();
            if (!gate.path("promotable").asBoolean()) {
                // The behaviour tests have few words that a smoke model knows: chance may turn the gate.
                assertThat(run(job, "promote", "1.1.0"))
                        .startsWith("1 ")
                        .contains(gate.path("reasons").path(0).asText());
                assertThat(run(job, "promote", "1.1.0", "--force", "--reason", "a test"))
                        .startsWith("0 ")
                        .contains("epoch 1");
            } else {
                assertThat(run(job, "promote", "1.1.0")).startsWith("0 ").contains("with epoch 1");
            }
            List<ScoredMessage> after = job.awaitCommitted(SOME, message -> isBy(message, "1.1.0", 1));

            assertEveryMessageOnce(job.awaitAllSentUntilNow());
            assertThat(longestPause(job.seen(), promoted)).isLessThan(LONGEST_PAUSE);
            assertThat(rightTopics(after)).isGreaterThan(rightTopics(before.subList(0, SOME)) + SOME / 4);
        }
    }

    @Test
    void theDeskSeesAnAlertCorrectsMessagesAndPromotesWhatWasLearntFromThemInTheConsole() throws Exception {
        ConsoleBrowser.assumeInstalled();
        trainChampion();
        try (RunningJob job = RunningJob.start(models, "1.0.0", daysWithSurge(Instant.now()), LearningLoopTest::news);
                AlertingService service = AlertingService.start(desk(job), Clock.systemUTC());
                ConsoleBrowser browser = ConsoleBrowser.start(service, "loop", folder)) {
            Path feedback = folder.resolve("feedback.jsonl");
            await("what the desk says", () -> {
                browser.assertGoesOn();
                return run(job, "feedback", "--out", feedback.toString()).contains(CLICKS + " corrections");
            });
            retrain(feedback);
            browser.finish();

            assertThat(job.awaitCommitted(SOME, message -> isBy(message, "1.1.0", 1)))
                    .allMatch(RunningJob::isLive);
            assertEveryMessageOnce(job.awaitAllSentUntilNow());
        }
    }

    private DeskConfig desk(RunningJob job) {
        return DeskConfig.from(Map.of(
                "http.port",
                "0",
                "kafka.bootstrap-servers",
                job.bootstrapServers(),
                "database.url",
                "jdbc:h2:file:" + folder.resolve("desk").toAbsolutePath(),
                "models.folder",
                models.toString()));
    }

    /** Ordinary news up to now, and an hour of defaults that ends an hour ago, in words that the smoke model has learnt. */
    private static List<ObjectNode> daysWithSurge(Instant now) {
        List<ObjectNode> messages = new ArrayList<>();
        for (Instant time = now.minus(HISTORY); time.isBefore(now); time = time.plus(BETWEEN_ORDINARY)) {
            messages.add(earlier(messages.size(), time, ORDINARY));
        }
        Instant surge = now.minus(Duration.ofHours(2));
        for (int i = 0; i < SURGE_MESSAGES; i++) {
            messages.add(earlier(messages.size(), surge.plus(Duration.ofMinutes(i)), List.of("misses a bond payment")));
        }
        messages.sort(Comparator.comparing(
                message -> Instant.parse(message.path("publishedAt").asText())));
        return messages;
    }

    private static ObjectNode earlier(int number, Instant time, List<String> phrases) {
        // The number makes each text a story of its own.
        String text = COMPANIES.get(number % COMPANIES.size()) + " " + phrases.get(number % phrases.size()) + " note "
                + number + " from the desk of " + COMPANIES.get(number / COMPANIES.size() % COMPANIES.size());
        return TestStreams.message("earlier-" + number, time, text);
    }

    private static String news(int number) {
        List<String> phrases = NEWS.keySet().stream().sorted().toList();
        return COMPANIES.get(number % COMPANIES.size()) + " " + phrases.get(number % phrases.size()) + " " + number;
    }

    private static Map<String, String> labelsOf(ScoredMessage message) {
        return NEWS.entrySet().stream()
                .filter(entry -> message.text().contains(entry.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static AnalystFeedback correction(int number, ScoredMessage message) {
        return new AnalystFeedback(
                1,
                "feedback-" + number,
                Instant.parse("2026-03-02T10:00:00Z").plusSeconds(number),
                "m.okoye",
                AnalystFeedback.Target.MESSAGE,
                message.id(),
                null,
                labelsOf(message),
                null,
                message.model());
    }

    private static long rightTopics(List<ScoredMessage> messages) {
        return messages.stream()
                .limit(SOME)
                .filter(message -> message.topic().equals(labelsOf(message).get("topic")))
                .count();
    }

    private static boolean isBy(ScoredMessage message, String version, long epoch) {
        return message.model().version().equals(version) && message.model().epoch() == epoch;
    }

    private static void assertEveryMessageOnce(List<ScoredMessage> scored) {
        assertThat(scored)
                .extracting(ScoredMessage::id)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, scored.size())
                        .mapToObj(i -> "m-" + i)
                        .toList());
    }

    private static Duration longestPause(List<Seen> seen, long sinceNanos) {
        long longest = 0;
        for (int i = 1; i < seen.size(); i++) {
            if (seen.get(i).nanos() > sinceNanos) {
                longest =
                        Math.max(longest, seen.get(i).nanos() - seen.get(i - 1).nanos());
            }
        }
        return Duration.ofNanos(longest);
    }

    private Path copyOfTinyBundle(String version) throws IOException {
        Path copy = Files.createDirectory(models.resolve(version));
        try (Stream<Path> files = Files.list(TestStreams.tinyBundle())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path manifest = copy.resolve("manifest.json");
        write(manifest, ((ObjectNode) read(manifest)).put("version", version));
        return copy;
    }

    /** Makes a model take one of its words for another, so that it decides otherwise. */
    private static void exchange(Path bundle, String one, String other) throws IOException {
        Path tokenizer = bundle.resolve("tokenizer.json");
        JsonNode content = read(tokenizer);
        ObjectNode vocabulary = (ObjectNode) content.at("/model/vocab");
        int id = vocabulary.path(one).intValue();
        vocabulary.put(one, vocabulary.path(other).intValue()).put(other, id);
        write(tokenizer, content);
        Path manifest = bundle.resolve("manifest.json");
        JsonNode facts = read(manifest);
        ((ObjectNode) facts.at("/files/tokenizer.json"))
                .put("sha256", Sha256.of(tokenizer))
                .put("bytes", Files.size(tokenizer));
        write(manifest, facts);
    }

    private void compare(String version, String comparison) throws IOException {
        Files.writeString(models.resolve(version).resolve("comparison.json"), comparison);
    }

    private static JsonNode read(Path file) throws IOException {
        return EventJson.mapper().readTree(file.toFile());
    }

    private static void write(Path file, JsonNode content) throws IOException {
        EventJson.mapper().writeValue(file.toFile(), content);
    }

    private static Path python() {
        return ROOT.resolve("training/.venv/bin/python");
    }

    /** A model of the smallest kind, released as 1.0.0. */
    private void trainChampion() throws Exception {
        assumeTrue(Files.isExecutable(python()), "training/.venv is absent: bash training/make-venv.sh makes it");
        String run = folder.resolve("run").toString();
        train("train", "--smoke", "--epochs", "2", "--out", run);
        train("export", "--run", run, "--out", models.toString(), "--version", "1.0.0");
    }

    /** Makes 1.1.0 of it and of what people said. */
    private void retrain(Path feedback) throws Exception {
        train(
                "retrain",
                "--feedback",
                feedback.toString(),
                "--models",
                models.toString(),
                "--version",
                "1.1.0",
                "--runs",
                folder.toString());
    }

    private static void await(String what, Callable<Boolean> holds) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.call()) {
            assertThat(System.nanoTime()).as("%s in time", what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /** Runs a command of the training in a small way; fails with what it printed. */
    private void train(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(python().toString(), "-m", "tidewatch_training"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--threads", "1"));
        if (!arguments[0].equals("export")) {
            command.addAll(List.of("--learning-rate", "3e-3", "--head-learning-rate", "3e-3"));
        }
        Path log = folder.resolve(arguments[0] + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("PYTHONPATH", ROOT.resolve("training/src").toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        assertThat(builder.start().waitFor()).as("%s", Files.readString(log)).isZero();
    }

    /** Runs a command of the program; returns its exit status and what it printed. */
    private String run(RunningJob job, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--bootstrap-servers", job.bootstrapServers()));
        if (!arguments[0].equals("feedback")) {
            all.addAll(List.of("--models", models.toString()));
        }
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            int status = TidewatchCommand.execute(all.toArray(new String[0]));
            return status + " " + printed.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
