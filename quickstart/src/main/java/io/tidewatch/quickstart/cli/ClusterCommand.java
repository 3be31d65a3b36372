package io.tidewatch.quickstart.cli;

import io.tidewatch.quickstart.cluster.Cluster;
import io.tidewatch.quickstart.cluster.ClusterOptions;
import io.tidewatch.quickstart.cluster.ClusterState;
import io.tidewatch.quickstart.cluster.ClusterStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "cluster",
        description = {
            "Runs the deployed shape on this machine, each part a process of its own: Kafka broker, Flink JobManager and",
            "TaskManagers, Prometheus where it is installed, the risk desk's service. Their configuration is in",
            "deploy/ and grafana/prometheus/."
        })
final class ClusterCommand {
    @Spec
    private CommandSpec spec;

    /** Where the cluster is. */
    static final class Folder {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                defaultValue = "out/cluster",
                description = "The cluster's own folder: data, logs, checkpoints; default: ${DEFAULT-VALUE}.")
        private Path dir = Path.of("out/cluster");

        private Cluster cluster() {
            return new Cluster(ModelOption.root(), dir, line -> System.out.println("  " + line));
        }
    }

    @Command(
            name = "up",
            description = {
                "Starts what does not run yet and submits the job. The processes go on when this command has ended;",
                "given again, it starts what has died."
            })
    int up(
            @Mixin Folder folder,
            @Option(
                            names = "--taskmanagers",
                            paramLabel = "N",
                            defaultValue = "2",
                            description = "How many, of 2 slots each; default: ${DEFAULT-VALUE}.")
                    int taskManagers,
            @Option(
                            names = "--partitions",
                            paramLabel = "N",
                            defaultValue = "" + Cluster.PARTITIONS,
                            description = {
                                "Of news.raw and news.scored; default: ${DEFAULT-VALUE}. A slot without a partition has",
                                "nothing to read, and after a start all results wait until it counts as idle."
                            })
                    int partitions,
            @Option(
                            names = "--set",
                            paramLabel = "NAME=VALUE",
                            description = "A setting of the job, such as trend.window=1m; may be given several times.")
                    @Nullable
                    Map<String, String> settings,
            @Mixin ModelOption model)
            throws IOException {
        if (taskManagers < 1 || taskManagers > 32) {
            throw new ParameterException(spec.commandLine(), "--taskmanagers must be from 1 to 32");
        }
        if (partitions < 1 || partitions > 1024) {
            throw new ParameterException(spec.commandLine(), "--partitions must be from 1 to 1024");
        }
        Map<String, String> given = settings == null ? Map.of() : settings;
        ClusterOptions options = new ClusterOptions(taskManagers, model.folder(), given).withPartitions(partitions);
        ClusterState state = folder.cluster().up(options);
        print(ClusterStatus.of(state));
        return 0;
    }

    @Command(
            name = "status",
            description = "Shows processes, job and checkpoints. Exit status 1 if something is not as it should be.")
    int status(@Mixin Folder folder) throws IOException {
        ClusterStatus status = ClusterStatus.of(folder.cluster().state());
        print(status);
        return status.healthy() ? 0 : 1;
    }

    @Command(name = "down", description = "Ends every process and deletes the cluster's folder with all data.")
    int down(@Mixin Folder folder) throws IOException {
        folder.cluster().down();
        return 0;
    }

    private static void print(ClusterStatus status) {
        System.out.printf(Locale.ROOT, "%-16s %8s %6s  %s%n", "PROCESS", "PID", "PORT", "HEALTH");
        for (ClusterStatus.Row row : status.rows()) {
            System.out.printf(Locale.ROOT, "%-16s %8d %6d  %s%n", row.process(), row.pid(), row.port(), row.health());
        }
        System.out.println("job: " + status.job());
    }
}
