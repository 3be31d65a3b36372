package io.tidewatch.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.quickstart.TestStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    private Path folder = Path.of("");

    /** How a run of the program ended and what it printed. */
    private record Outcome(int status, String out, String err) {}

    @ParameterizedTest
    @CsvSource({
        "demo, --port --console-port --speed --exit-when-done --out --model --help",
        "replay, --out --speed --from --to --model --parallelism --set --help",
        "score, --format --text-column --out --model --help",
        "backtest, --out --preset --help",
        "models, --models --help",
        "promote, --shadow --force --reason --by --models --bootstrap-servers --help",
        "rollback, --by --models --bootstrap-servers --help",
        "feedback, --out --from --to --bootstrap-servers --help",
        "feed, --speed --topic --bootstrap-servers --help"
    })
    void theHelpOfEachCommandTellsItsOptions(String command, String options) {
        Outcome outcome = run(command, "--help");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains(options.split(" "));
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void theProgramsHelpListsTheCommands() {
        Outcome outcome = run("--help");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("demo", "replay", "score", "backtest", "models", "promote", "rollback");
        assertThat(run("--version").out()).startsWith("tidewatch ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "launch it",
                "replay",
                "replay nowhere.jsonl",
                "score nowhere.csv",
                "backtest nowhere",
                "backtest --preset panic .",
                "demo --speed warp",
                "demo --port 0",
                "demo --out somewhere",
                "demo --port"
            })
    void wrongUsageHasStatusTwoAndSaysWhatIsWrong(String arguments) {
        Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).isNotBlank().doesNotContain("\tat ", "Exception");
        assertThat(outcome.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--speed, 0", "--speed, -1", "--speed, NaN", "--speed, fast", "--from, yesterday", "--parallelism, 0"})
    void aReplaysImpossibleOptionsAreNamed(String option, String value) throws IOException {
        Path stream = TestStreams.write(folder.resolve("stream.jsonl"), List.of(TestStreams.utf8("{}")));
        Outcome outcome = run("replay", stream.toString(), option, value);
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains(option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"score", "replay"})
    void anUnknownModelFailsWithAPlainMessage(String command) throws IOException {
        Path file = Files.writeString(folder.resolve("texts.jsonl"), "{\"text\":\"oil up\"}\n");
        Outcome outcome = run(command, file.toString(), "--model", "v0.0.0-none");
        assertFailedPlainly(outcome, "tidewatch: there is no model version 'v0.0.0-none'");
    }

    @Test
    void aMissingColumnFailsWithAPlainMessage() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.csv"), "headline\noil up\n");
        assertFailedPlainly(score(file), "tidewatch: The rows of", "no column 'text'");
    }

    @Test
    void aFieldThatNoRowHasFailsWithAPlainMessage() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.jsonl"), "{\"headline\":\"oil up\"}\n");
        Outcome outcome = score(file);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("No row of " + file + " has a text in 'text'", "--text-column");
    }

    @Test
    void aReplaysBadSettingsAreNamedBeforeAnythingStarts() throws IOException {
        Path stream = TestStreams.write(folder.resolve("stream.jsonl"), List.of(TestStreams.utf8("{}")));
        Outcome outcome = run(
                "replay",
                stream.toString(),
                "--model",
                TestStreams.tinyBundle().toString(),
                "--out",
                folder.resolve("out").toString(),
                "--set",
                "surge.threshhold=2",
                "--set",
                "trend.window=soon");
        assertFailedPlainly(outcome, "surge.threshhold", "trend.window");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aFolderThatIsNotThereIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.csv"), "text\noil up\n");
        Path out = folder.resolve("nowhere/scores.jsonl");
        assertFailedPlainly(score(file, "--out", out.toString()), "tidewatch: there is no file or folder " + out);
    }

    @Test
    void aFileThatOnlyPretendsToBeCompressedIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("stream.jsonl.gz"), "{}");
        assertFailedPlainly(run("replay", file.toString()), file.toString());
    }

    @Test
    void scoresGoToAFileWithALinePerRow() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.csv"), "body\nBrimcove fraud\n\"\"\nTallow profit\n");
        Path out = folder.resolve("scores.jsonl");
        Outcome outcome = score(file, "--text-column", "body", "--out", out.toString());
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("1 of 3 rows were not scored");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(3);
        assertThat(json(lines.get(0)).path("sentiment").asText()).isEqualTo("negative");
        assertThat(json(lines.get(1)).has("error")).isTrue();
        assertThat(json(lines.get(2)).path("sentiment").asText()).isEqualTo("positive");
    }

    @Test
    void scoresGoToTheStandardOutputWithoutAnythingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.txt"), "text\ngold up\n");
        Outcome outcome = score(file, "--format", "csv");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out().lines()).hasSize(1);
        assertThat(json(outcome.out()).path("topic").asText()).isEqualTo("Gold | Metals | Materials");
    }

    @Test
    void aBacktestWritesAScoreForEveryWindow() throws IOException {
        Path series = Files.createDirectory(folder.resolve("series"));
        StringBuilder calm = new StringBuilder("t,total,neg\n");
        for (int t = 0; t < 300; t++) {
            calm.append(t).append(",4,").append(t % 10 == 0 ? 1 : 0).append('\n');
        }
        Files.writeString(series.resolve("calm.csv"), calm);
        Files.writeString(series.resolve("surge.csv"), calm + "300,4,4\n301,40,38\n302,40,39\n");
        Path out = folder.resolve("out/scores");
        Outcome outcome = run("backtest", series.toString(), "--out", out.toString());
        assertThat(outcome.status()).isZero();
        assertThat(Files.readAllLines(out.resolve("calm.csv")))
                .startsWith("t,score,alert")
                .hasSize(301)
                .noneMatch(line -> line.endsWith(",1"));
        assertThat(Files.readAllLines(out.resolve("surge.csv")))
                .hasSize(304)
                .filteredOn(line -> line.endsWith(",1"))
                .hasSize(1)
                .allMatch(line -> line.startsWith("30"));
    }

    private static Outcome score(Path file, String... options) {
        String[] arguments = new String[4 + options.length];
        System.arraycopy(
                new String[] {
                    "score",
                    file.toString(),
                    "--model",
                    TestStreams.tinyBundle().toString()
                },
                0,
                arguments,
                0,
                4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        return run(arguments);
    }

    private static void assertFailedPlainly(Outcome outcome, String... parts) {
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains(parts).doesNotContain("\tat ", "Usage:", "Exception");
    }

    private static JsonNode json(String line) throws IOException {
        return EventJson.mapper().readTree(line);
    }

    private static Outcome run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int status = TidewatchCommand.execute(arguments);
            return new Outcome(
                    status, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
