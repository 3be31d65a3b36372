package io.tidewatch.quickstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.quickstart.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Dockerfiles and what the containers run at their start. */
class ImagesTest {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));
    private static final Path DOCKER = ROOT.resolve("deploy/docker");
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (?!--from)(?:--\\S+ )*(.+)$");
    private static final Pattern MAIN = Pattern.compile("\"(io\\.tidewatch\\.[\\w.]+)\"");
    /** Modules of this build, and the names of the jars that it makes of them. */
    private static final Map<String, String> JARS = Map.of(
            "flink-job", "tidewatch-flink-job-*-job.jar",
            "alerting", "tidewatch-alerting-*.jar",
            "quickstart", "tidewatch-quickstart-*.jar");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatIsCopiedIsThereOrIsBuiltAndReachesTheBuilder() throws IOException {
        List<String> ignored = Files.readAllLines(ROOT.resolve(".dockerignore"));
        assertThat(ignored).contains("*");
        for (Path dockerfile : dockerfiles()) {
            for (String source : copied(dockerfile)) {
                assertThat(isBuilt(source) || Files.exists(ROOT.resolve(source)))
                        .as(dockerfile + " copies " + source)
                        .isTrue();
                assertThat(ignored.stream().filter(line -> line.startsWith("!")).map(line -> line.substring(1)))
                        .as(source)
                        .anyMatch(source::startsWith);
            }
        }
    }

    private static boolean isBuilt(String source) throws IOException {
        int target = source.indexOf("/target/");
        if (target < 0) {
            return false;
        }
        String module = source.substring(0, target);
        String product = source.substring(target + "/target/".length());
        boolean known = product.equals("lib/") || product.equals(JARS.get(module));
        return known && Files.readString(ROOT.resolve("pom.xml")).contains("<module>" + module + "</module>");
    }

    @Test
    void noImageRunsAsRootAndEveryBaseIsPinned() throws IOException {
        for (Path dockerfile : dockerfiles()) {
            List<String> lines = Files.readAllLines(dockerfile);
            String lastUser = lines.stream()
                    .filter(line -> line.startsWith("USER "))
                    .reduce((before, after) -> after)
                    .orElse("");
            assertThat(lastUser).as(dockerfile.toString()).isNotIn("", "USER root", "USER 0");
            assertThat(lines.stream().filter(line -> line.startsWith("FROM ") && !line.contains("${")))
                    .as(dockerfile.toString())
                    .isNotEmpty()
                    .allMatch(line -> line.matches("FROM [a-z/-]+:\\d+\\.\\d+\\.\\d+\\S*"));
        }
    }

    @Test
    void theProgramsThatImagesRunExist() throws Exception {
        List<String> mains = new ArrayList<>();
        for (Path dockerfile : dockerfiles()) {
            for (MatchResult main :
                    MAIN.matcher(Files.readString(dockerfile)).results().toList()) {
                mains.add(main.group(1));
                assertThat(Class.forName(main.group(1)).getMethod("main", String[].class))
                        .isNotNull();
            }
        }
        assertThat(mains).hasSize(2);
    }

    @Test
    void theJobStartsFromItsNewestCompleteCheckpoint() throws Exception {
        Path older = checkpoint("a/chk-7", true, 1_000);
        Path newest = checkpoint("b/chk-3", true, 2_000);
        checkpoint("b/chk-4", false, 3_000);

        assertThat(startJobManager(Map.of()))
                .endsWith("standalone-job --fromSavepoint " + newest + " --job-classname X");
        assertThat(startJobManager(Map.of("TIDEWATCH_SAVEPOINT", older.toString())))
                .endsWith("standalone-job --fromSavepoint " + older + " --job-classname X");
        assertThat(startJobManager(
                        Map.of("TIDEWATCH_CHECKPOINTS", folder.resolve("none").toString())))
                .endsWith("standalone-job --job-classname X");
    }

    private Path checkpoint(String name, boolean complete, long time) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve("checkpoints").resolve(name));
        if (complete) {
            Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "x");
            Files.setLastModifiedTime(metadata, FileTime.from(Instant.ofEpochSecond(time)));
        }
        return checkpoint;
    }

    private String startJobManager(Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("bash", DOCKER.resolve("start-jobmanager.sh").toString(), "--job-classname", "X");
        builder.environment()
                .put("TIDEWATCH_CHECKPOINTS", folder.resolve("checkpoints").toString());
        builder.environment().put("TIDEWATCH_ENTRYPOINT", "echo");
        builder.environment().putAll(environment);
        return Programs.run(builder);
    }

    @Test
    void secretsAreMadeOnceAndKeptFromOthers() throws Exception {
        Path secrets = folder.resolve("secrets");
        ProcessBuilder make =
                new ProcessBuilder("bash", DOCKER.resolve("make-secrets.sh").toString(), secrets.toString());
        Programs.run(make);
        String password = Files.readString(secrets.resolve("postgres-password"));
        assertThat(password).matches("[0-9a-f]{48}");
        assertThat(Files.readString(secrets.resolve("desk.properties")).trim())
                .isEqualTo("database.password=" + password);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rwx------");

        Programs.run(make);
        assertThat(secrets.resolve("postgres-password")).hasContent(password);
    }

    private static List<Path> dockerfiles() throws IOException {
        try (Stream<Path> files = Files.list(DOCKER)) {
            List<Path> dockerfiles = files.filter(file -> file.toString().endsWith(".Dockerfile"))
                    .sorted()
                    .toList();
            assertThat(dockerfiles).hasSize(5);
            return dockerfiles;
        }
    }

    private static List<String> copied(Path dockerfile) throws IOException {
        List<String> sources = new ArrayList<>();
        for (MatchResult copy :
                COPY.matcher(Files.readString(dockerfile)).results().toList()) {
            String[] words = copy.group(1).split(" ");
            sources.addAll(List.of(words).subList(0, words.length - 1));
        }
        return sources;
    }
}
