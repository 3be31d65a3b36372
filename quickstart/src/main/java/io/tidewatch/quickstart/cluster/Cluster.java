package io.tidewatch.quickstart.cluster;

import io.tidewatch.quickstart.kafka.TopicSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The deployed shape on one machine, each part a process of its own: broker, JobManager, TaskManagers, Prometheus where
 * it is installed, the risk desk's service. They go on until {@link #down}, whoever started them.
 */
public final class Cluster {
    /** Of {@code news.raw}, unless the options say otherwise. */
    public static final int PARTITIONS = 4;

    /** Names of processes; brokers and TaskManagers have a number after theirs, counted from 1. */
    public static final String BROKER = Broker.NAME;

    public static final String JOB_MANAGER = FlinkProcesses.JOB_MANAGER;
    public static final String TASK_MANAGER = FlinkProcesses.TASK_MANAGER;
    public static final String DESK = Desk.NAME;

    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    private static final int LOG_LINES = 15;
    private static final Duration POLL = Duration.ofMillis(300);

    private final ClusterFiles files;
    private final Consumer<String> tell;

    /**
     * @param root the project's folder
     * @param folder the cluster's own; made by {@link #up}, gone after {@link #down}
     * @param tell told in a line what is done
     */
    public Cluster(Path root, Path folder, Consumer<String> tell) {
        this.files = new ClusterFiles(
                root.toAbsolutePath().normalize(), folder.toAbsolutePath().normalize());
        this.tell = tell;
    }

    /**
     * Starts what does not run, and submits the job if none is there. Where an earlier one left checkpoints, it goes on
     * from the newest.
     *
     * @throws IOException if the folder belongs to something else, or a process does not start
     */
    public ClusterState up(ClusterOptions options) throws IOException {
        files.flinkClassPath();
        Path jar = files.jobJar();
        ClusterState state = stateFor(options);
        ProcessStarter starter = new ProcessStarter(files.folder());
        FlinkProcesses processes = new FlinkProcesses(files, state.ports(), options.flink());
        state = startProcesses(state, starter, processes, options);
        FlinkRest flink = new FlinkRest(state.ports().rest());
        String jobId = state.jobId();
        if (jobId == null || !isThere(flink, jobId)) {
            Optional<Path> checkpoint = Checkpoints.newest(processes.checkpoints());
            tell.accept("submitting the job"
                    + checkpoint.map(from -> ", to go on from " + from).orElse(""));
            jobId = flink.run(flink.upload(jar), arguments(state.ports(), options), checkpoint.orElse(null));
            state = write(state.withJob(jobId));
        }
        String job = jobId;
        await("the job to run", FlinkProcesses.JOB_MANAGER, () -> flink.allTasksRun(job));
        ClusterState started = state;
        await(
                "every process to answer",
                FlinkProcesses.JOB_MANAGER,
                () -> ClusterStatus.of(started).healthy());
        return started;
    }

    private ClusterState stateFor(ClusterOptions options) throws IOException {
        if (ClusterState.isIn(files.folder())) {
            return ClusterState.read(files.folder());
        }
        Files.createDirectories(files.folder());
        try (Stream<Path> content = Files.list(files.folder())) {
            if (content.findAny().isPresent()) {
                throw new IOException(files.folder() + " is not empty and holds no cluster; choose another --dir");
            }
        }
        return write(ClusterState.startingWith(ClusterPorts.free(options)));
    }

    private ClusterState startProcesses(
            ClusterState before, ProcessStarter starter, FlinkProcesses flink, ClusterOptions options)
            throws IOException {
        ClusterState state = before;
        ClusterPorts ports = state.ports();
        Broker broker = new Broker(files, ports, options.broker());
        for (int number = 1; number <= ports.brokers().size(); number++) {
            if (!state.runs(Broker.NAME + number)) {
                tell.accept("starting a broker at 127.0.0.1:" + ports.brokers().get(number - 1));
                state = write(state.with(broker.start(starter, number)));
            }
        }
        if (!state.runs(FlinkProcesses.JOB_MANAGER)) {
            tell.accept("starting the JobManager at http://127.0.0.1:" + ports.rest());
            state = write(state.with(flink.startJobManager(starter)));
        }
        for (int number = 1; number <= ports.taskManagerMetrics().size(); number++) {
            if (!state.runs(FlinkProcesses.TASK_MANAGER + number)) {
                tell.accept("starting TaskManager " + number);
                state = write(state.with(flink.startTaskManager(starter, number)));
            }
        }
        state = startPrometheus(state, starter);
        TopicSetup.create(ports.bootstrapServers(), options.partitions(), START_TIMEOUT);
        state = startDesk(state, starter, new Desk(files, options.desk()));
        FlinkRest rest = new FlinkRest(ports.rest());
        int taskManagers = ports.taskManagerMetrics().size();
        // The job is spread over those that are there when it starts: with one alone it would all run on that one.
        await("the TaskManagers", FlinkProcesses.JOB_MANAGER, () -> rest.taskManagers() >= taskManagers);
        return state;
    }

    private ClusterState startPrometheus(ClusterState state, ProcessStarter starter) throws IOException {
        if (state.runs(Prometheus.NAME)) {
            return state;
        }
        var program = Prometheus.program();
        if (program.isEmpty()) {
            tell.accept("without Prometheus: there is no program 'prometheus' on the PATH");
            return state;
        }
        tell.accept("starting Prometheus at http://127.0.0.1:" + state.ports().prometheus());
        return write(state.with(new Prometheus(files).start(starter, program.get(), state.ports())));
    }

    private ClusterState startDesk(ClusterState state, ProcessStarter starter, Desk desk) throws IOException {
        if (state.runs(Desk.NAME)) {
            return state;
        }
        tell.accept("starting the risk desk's service at http://127.0.0.1:"
                + state.ports().desk());
        return write(state.with(desk.start(starter, state.ports())));
    }

    private List<String> arguments(ClusterPorts ports, ClusterOptions options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--settings",
                files.jobSettings().toString(),
                "--kafka.bootstrap-servers",
                ports.bootstrapServers(),
                "--inference.bundle",
                options.modelBundle().toString()));
        options.job().forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return arguments;
    }

    /** A JobManager that started anew knows no job. */
    private static boolean isThere(FlinkRest flink, String job) {
        try {
            return List.of("CREATED", "RUNNING", "RESTARTING", "FAILING").contains(flink.jobState(job));
        } catch (IOException e) {
            return false;
        }
    }

    public ClusterState state() throws IOException {
        return ClusterState.read(files.folder());
    }

    /** Ends every process, the last first, and deletes the folder. */
    public void down() throws IOException {
        List<ClusterProcess> lastFirst = new ArrayList<>(state().processes());
        Collections.reverse(lastFirst);
        for (ClusterProcess process : lastFirst) {
            tell.accept("stopping " + process.name());
            process.stop();
        }
        try (Stream<Path> content = Files.walk(files.folder())) {
            for (Path file : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private ClusterState write(ClusterState state) throws IOException {
        state.write(files.folder());
        return state;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    /** @param process whose end ends the wait */
    private void await(String what, String process, Condition condition) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isMet(condition)) {
            boolean ended = !state().runs(process);
            if (ended || System.nanoTime() > deadline) {
                throw new IOException((ended ? process + " ended" : "time ran out") + " while waiting for " + what
                        + "; " + endOfLog(process));
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + what, e);
            }
        }
    }

    /** The lines themselves, because a folder that is {@link #down} is gone. */
    private String endOfLog(String process) throws IOException {
        Path log = state().process(process).orElseThrow().log();
        List<String> lines = Files.readAllLines(log);
        return log + " ends with:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    private static boolean isMet(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException e) {
            // Not up yet, or busy: ask again.
            return false;
        }
    }
}
