package io.tidewatch.quickstart.cli;

import io.tidewatch.quickstart.models.FeedbackExport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "feedback",
        description = {
            "Writes what people said of messages to a file, to train with.",
            "",
            "Reads analyst.feedback, and the messages' texts from news.scored."
        })
final class FeedbackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "File to write, JSON lines.")
    private Path out = Path.of("feedback.jsonl");

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Leave out what was said before; such as 2026-03-02T00:00:00Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "Leave out what was said then or later.")
    private @Nullable Instant to;

    @Mixin
    private KafkaOption kafka;

    @Override
    public Integer call() throws Exception {
        FeedbackExport.Written written = new FeedbackExport(kafka.bootstrapServers()).write(out, from, to);
        spec.commandLine()
                .getOut()
                .printf(
                        "%d corrections are in %s, %d of them without a text%n",
                        written.feedback(), out, written.withoutText());
        return 0;
    }
}
