package io.tidewatch.quickstart.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.quickstart.models.ReleasedModels;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        description = {
            "Lists the released models, the current one with a star.",
            "",
            "Accuracies are those on the texts that training kept back, of all sources together."
        })
final class ModelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ReleasesOption releases;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("  %-20s %-20s %7s %9s %7s  %s%n", "version", "made", "topic", "sentiment", "theme", "gate");
        for (ReleasedModels.Release release : releases.models().releases()) {
            JsonNode manifest = release.manifest();
            out.printf(
                    "%s %-20s %-20s %7s %9s %7s  %s%n",
                    release.current() ? "*" : " ",
                    release.version(),
                    manifest.path("createdAt").asText("?"),
                    accuracy(manifest, "topic"),
                    accuracy(manifest, "sentiment"),
                    accuracy(manifest, "theme"),
                    gate(release.comparison()));
        }
        return 0;
    }

    private static String accuracy(JsonNode manifest, String task) {
        for (JsonNode figure : manifest.at("/metrics/figures/int8")) {
            boolean isWanted = figure.path("split").asText().equals("dev")
                    && figure.path("source").asText().equals("all")
                    && figure.path("task").asText().equals(task);
            if (isWanted) {
                return String.format(
                        Locale.ROOT, "%.4f", figure.path("accuracy").asDouble());
            }
        }
        return "-";
    }

    private static String gate(@Nullable JsonNode comparison) {
        if (comparison == null) {
            return "not compared";
        }
        int reasons = comparison.at("/gate/reasons").size();
        return comparison.at("/gate/promotable").asBoolean() ? "passed" : "failed, " + reasons + " reasons";
    }
}
