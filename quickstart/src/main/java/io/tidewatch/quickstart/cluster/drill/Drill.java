package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The faults that can be tried. Their times are long enough for Kafka's and Flink's own time-outs to show. */
public enum Drill {
    TASKMANAGER_KILL(
            "a TaskManager is killed and started again, five times",
            () -> new KilledProcess(
                    List.of(Cluster.TASK_MANAGER + 1, Cluster.TASK_MANAGER + 2), 5, Duration.ofSeconds(1))),
    JOBMANAGER_KILL(
            "the JobManager is killed; another goes on from the newest checkpoint",
            () -> new KilledProcess(List.of(Cluster.JOB_MANAGER), 1, Duration.ofSeconds(1))),
    BROKER_RESTART(
            "the broker is killed and starts again 10 s later on its data",
            () -> new KilledProcess(List.of(Cluster.BROKER + 1), 1, Duration.ofSeconds(10))),
    BROKER_LOSS(
            "of three brokers one is killed and starts again 20 s later, each in turn",
            () -> new LostBroker(Duration.ofSeconds(20))),
    SERVICE_KILL(
            "the risk desk's service is killed and starts again 10 s later",
            () -> new KilledProcess(List.of(Cluster.DESK), 1, Duration.ofSeconds(10))),
    DATABASE_KILL(
            "the service's PostgreSQL is killed and starts again 15 s later",
            () -> new KilledDatabase(Duration.ofSeconds(15))),
    NETWORK_CUT("nothing passes between job and broker for 40 s", () -> new NetworkCut(Duration.ofSeconds(40))),
    DISK_FULL("the checkpoints' disk is full for 25 s", () -> new FullDisk(Duration.ofSeconds(25))),
    SLOW_CONSUMER(
            "both TaskManagers and the service stand still for 15 s",
            () -> new FrozenProcesses(
                    List.of(Cluster.TASK_MANAGER + 1, Cluster.TASK_MANAGER + 2, Cluster.DESK), Duration.ofSeconds(15))),
    PARTITION_SILENT(
            "a partition gets nothing for 40 s, while the others go on",
            () -> new SilentPartition(Duration.ofSeconds(40))),
    CLOCK_SKEW(
            "the clocks of half of the feeds are 4 minutes fast, those of the others as slow, for 20 s",
            () -> new SkewedClocks(Duration.ofMinutes(4), Duration.ofSeconds(20))),
    MODEL_MISSING("the model is missing when the job starts anew", MissingModel::new);

    private final String description;
    private final Supplier<Fault> fault;

    Drill(String description, Supplier<Fault> fault) {
        this.description = description;
        this.fault = fault;
    }

    public String description() {
        return description;
    }

    Fault newFault() {
        return fault.get();
    }

    /** As on the command line, such as {@code taskmanager-kill}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
