package io.tidewatch.quickstart.cli;

import io.tidewatch.events.ModelControl;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.models.ControlTopic;
import io.tidewatch.quickstart.models.ReleasedModels;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "promote",
        description = {
            "Makes the running job score with another model, without a restart.",
            "",
            "Refuses a version whose comparison.json does not say that it passed the gate, unless forced. The job fetches",
            "and checks the bundle itself; if it refuses, its log and the metric tidewatch_model_commands_refused say so."
        })
final class PromoteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "VERSION", description = "A version in the folder of released models.")
    private String version = "";

    @Option(names = "--shadow", description = "Let it score beside the current model for now, without effect.")
    private boolean shadow;

    @Option(names = "--force", description = "Promote it though it has not passed the gate; needs --reason.")
    private boolean force;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why it is forced; kept with the command.")
    private @Nullable String reason;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who gives the command; default: ${DEFAULT-VALUE}.")
    private String by = "";

    @Mixin
    private ReleasesOption releases;

    @Mixin
    private KafkaOption kafka;

    @Override
    public Integer call() throws Exception {
        if (force == (reason == null || reason.isBlank())) {
            throw new ParameterException(spec.commandLine(), "--force and --reason belong together");
        }
        ReleasedModels models = releases.models();
        String sha256 = models.sha256(version);
        ReleasedModels.Gate gate = models.gate(version);
        if (!shadow && !gate.promotable() && !force) {
            throw new IllegalStateException("model " + version + " has not passed the gate:\n  - "
                    + String.join("\n  - ", gate.reasons())
                    + "\nTo promote it all the same, give --force --reason TEXT.");
        }
        ModelControl.Action action = shadow ? ModelControl.Action.SHADOW : ModelControl.Action.PROMOTE;
        ControlTopic control = new ControlTopic(kafka.bootstrapServers(), Topics.CONTROL.topic());
        ModelControl command = control.publish(action, version, sha256, force ? by + " (forced: " + reason + ")" : by);
        if (!shadow) {
            models.setCurrent(version);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "Model %s shall %s from now on, with epoch %d%n",
                        version, shadow ? "run in shadow" : "score", command.epoch());
        return 0;
    }
}
