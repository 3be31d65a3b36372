package io.tidewatch.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.settings.Settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is made from the configuration records: names, defaults and ranges from what they read,
 * meanings from their Javadoc.
 */
class ConfigurationReferenceTest {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));
    private static final Path REFERENCE = ROOT.resolve("docs/configuration.md");
    private static final Path JOB = ROOT.resolve("flink-job/src/main/java/io/tidewatch/job/config/JobConfig.java");
    private static final Path DESK =
            ROOT.resolve("alerting/src/main/java/io/tidewatch/alerting/config/DeskConfig.java");

    @Test
    void theReferenceIsWhatTheRecordsSay() throws IOException {
        String wanted = """
                # Configuration

                Made from the configuration records; `mvn -pl quickstart -am test -Dtest=ConfigurationReferenceTest
                -Dtidewatch.update-docs=true -Dsurefire.failIfNoSpecifiedTests=false` makes it anew. Every setting is
                `--NAME VALUE` on the command line or a line `NAME=VALUE` of the file given with `--settings`. Unknown names
                and wrong values are refused, all of them at once. Durations are written as 250ms, 10s, 5m, 24h or 7d.

                ## The job

                """
                + sections(JobConfig.reference(), meanings(JOB))
                + "## The risk desk's service\n\n"
                + sections(DeskConfig.reference(), meanings(DESK)).stripTrailing()
                + "\n";
        if (Boolean.getBoolean("tidewatch.update-docs")) {
            Files.writeString(REFERENCE, wanted);
        }
        assertThat(REFERENCE).hasContent(wanted);
    }

    private static String sections(List<Setting> settings, Map<String, String> meanings) {
        StringBuilder text = new StringBuilder();
        String section = "";
        for (Setting setting : settings) {
            String group = setting.name().substring(0, setting.name().indexOf('.'));
            if (!group.equals(section)) {
                section = group;
                text.append(text.isEmpty() ? "" : "\n")
                        .append("### ")
                        .append(group)
                        .append("\n\n| Setting | Default | Takes | What |\n|---|---|---|---|\n");
            }
            text.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            setting.name(),
                            setting.fallback().isEmpty() ? "" : '`' + setting.fallback() + '`',
                            setting.accepts().replaceFirst(" such as .*", ""),
                            meaning(setting.name(), meanings)));
        }
        return text.append('\n').toString();
    }

    /** The records are named for the settings' first words, their components for the last ones. */
    private static String meaning(String setting, Map<String, String> meanings) {
        String[] words = setting.replace("property.*", "properties")
                .replaceFirst("topic\\..*", "topics")
                .split("\\.");
        for (int first = words.length - 1; first > 0; first--) {
            String component = camelCase(String.join("-", List.of(words).subList(first, words.length)));
            for (String record : List.of(words[first - 1], words[first - 1] + "config")) {
                String meaning = meanings.get(record + '.' + component);
                if (meaning != null) {
                    return meaning;
                }
            }
        }
        throw new AssertionError("no @param says what the setting " + setting + " means");
    }

    private static String camelCase(String hyphens) {
        StringBuilder name = new StringBuilder();
        for (String part : hyphens.split("-")) {
            name.append(name.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return name.toString();
    }

    /** What {@code @param} says of each record's components, by {@code record.component} with the record in lower case. */
    private static Map<String, String> meanings(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
            DocTrees docs = DocTrees.instance(task);
            Map<String, String> meanings = new HashMap<>();
            for (CompilationUnitTree unit : task.parse()) {
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitClass(ClassTree type, Void nothing) {
                        DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
                        if (comment != null) {
                            comment.getBlockTags().stream()
                                    .filter(ParamTree.class::isInstance)
                                    .map(ParamTree.class::cast)
                                    .forEach(param -> meanings.put(
                                            type.getSimpleName().toString().toLowerCase(Locale.ROOT)
                                                    + '.'
                                                    + param.getName(),
                                            asMarkdown(param)));
                        }
                        return super.visitClass(type, nothing);
                    }
                }.scan(unit, null);
            }
            return meanings;
        }
    }

    private static String asMarkdown(ParamTree param) {
        StringBuilder text = new StringBuilder();
        param.getDescription().forEach(text::append);
        return text.toString()
                .replaceAll("\\{@(?:code|link) ((?:[^{}]|\\{[^{}]*})*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|");
    }
}
