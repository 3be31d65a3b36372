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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "rollback",
        description = "Makes the running job score with the model before again, without a restart; ends a shadow, too.")
final class RollbackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "VERSION",
            arity = "0..1",
            description = "The version to return to; default: the one before the newest promotion.")
    private @Nullable String version;

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
        ReleasedModels models = releases.models();
        ControlTopic control = new ControlTopic(kafka.bootstrapServers(), Topics.CONTROL.topic());
        String wanted = version != null
                ? version
                : ControlTopic.versionBefore(control.commands())
                        .orElseThrow(() -> new IllegalStateException(
                                "no other model was promoted before: name the VERSION to return to"));
        String sha256 = models.sha256(wanted);
        ModelControl command = control.publish(ModelControl.Action.ROLL_BACK, wanted, sha256, by);
        models.setCurrent(wanted);
        spec.commandLine()
                .getOut()
                .printf("Model %s shall score again from now on, with epoch %d%n", wanted, command.epoch());
        return 0;
    }
}
